/** What the command line says, in Chinese. */
import { backupZhCN } from './backup.ts';
import { demoZhCN } from './demo.ts';
import { devicesZhCN } from './devices.ts';
import type { en } from './en.ts';
import { errorsZhCN } from './errors.ts';
import { eventsZhCN } from './events.ts';
import { frameZhCN } from './frame.ts';
import { gradeZhCN } from './grade.ts';
import { sheetsZhCN } from './sheets.ts';
import { stateZhCN } from './state.ts';
import { qualityWordsZhCN } from '../../contract/quality-words.ts';
import { stationZhCN } from './station.ts';

export const zhCN: Readonly<Record<keyof typeof en, string>> = {
  ...frameZhCN,
  ...errorsZhCN,
  ...gradeZhCN,
  ...sheetsZhCN,
  ...stationZhCN,
  ...devicesZhCN,
  ...stateZhCN,
  ...eventsZhCN,
  ...backupZhCN,
  ...demoZhCN,
  ...qualityWordsZhCN,
};
