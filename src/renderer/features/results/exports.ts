/** Result files that the station is writing, by exam. */
import type { AnswerOf } from '../../../contract/routes.ts';
import { onePerClient } from '../../store/by-exam.ts';
import { LongWork } from '../../store/long-work.ts';

export interface WantedFiles { readonly lang: 'zh' | 'en'; /** Null: of everybody. */ readonly group: string | null }

export const exportsOf = onePerClient((client) => new LongWork<WantedFiles, AnswerOf<'createReport'>>(client, {
  make: (station, examId, { lang, group }, job, signal) => station.request('createReport', { params: { examId }, body: { lang, job, ...(group === null ? {} : { class: group }) } }, { signal }),
  look: (station, examId, job, signal) => station.request('getReportProgress', { params: { examId, job } }, { signal }),
}));
