/** Sheets that the station is drawing, by exam. */
import { onePerClient } from '../../store/by-exam.ts';
import { LongWork, type Working } from '../../store/long-work.ts';

export interface WantedSheets { readonly kind: 'blank' | 'personal'; /** Null: all of them. */ readonly group: string | null; readonly sheets: number; readonly to: 'print' | 'save' }
export type Printing = Working<WantedSheets, Blob>;

export const printingsOf = onePerClient((client) => new LongWork<WantedSheets, Blob>(client, {
  make: (station, examId, { kind, group }, job, signal) => station.request('getSheets', { params: { examId }, query: { kind, job, ...(kind === 'personal' && group !== null ? { class: group } : {}) } }, { signal }),
  look: (station, examId, job, signal) => station.request('getSheetsProgress', { params: { examId, job } }, { signal }),
}));
