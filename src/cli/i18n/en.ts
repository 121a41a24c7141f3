/** What the command line says, in English: a file for each part of it holds both languages. Error texts: what is wrong, then what to do. */
import { backupEn } from './backup.ts';
import { demoEn } from './demo.ts';
import { devicesEn } from './devices.ts';
import { errorsEn } from './errors.ts';
import { eventsEn } from './events.ts';
import { frameEn } from './frame.ts';
import { gradeEn } from './grade.ts';
import { sheetsEn } from './sheets.ts';
import { stateEn } from './state.ts';
import { stationEn } from './station.ts';
import { qualityWordsEn } from '../../contract/quality-words.ts';

export const en = {
  ...frameEn,
  ...errorsEn,
  ...gradeEn,
  ...sheetsEn,
  ...stationEn,
  ...devicesEn,
  ...stateEn,
  ...eventsEn,
  ...backupEn,
  ...demoEn,
  ...qualityWordsEn,
} as const;
