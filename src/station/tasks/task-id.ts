/** Names of tasks as people see them: `<type>:<key>`, where the key says what the task is about and which time it is asked for. Pure. */
import { ZhiyueError } from '../../contract/errors.ts';
import { batchProcessing } from './batch-processing/definition.ts';
import { gradingExecution } from './grading-execution/definition.ts';
import { ocrProcessing } from './ocr-processing/definition.ts';
import { reportGeneration } from './report-generation/definition.ts';

export type TaskAbout =
  | { readonly type: 'batch_processing'; readonly key: string; readonly sourceId: string; readonly asked: number }
  | { readonly type: 'ocr_processing'; readonly key: string; readonly pageId: string; readonly asked: number }
  | { readonly type: 'grading_execution'; readonly key: string; readonly examId: string; readonly candidateNo: string; readonly revision: number }
  | { readonly type: 'report_generation'; readonly key: string; readonly reportId: string };

export const taskIdOf = (type: string, key: string): string => `${type}:${key}`;

/** Throws ZhiyueError request-invalid for what names no task. */
export function parseTaskId(taskId: string): TaskAbout {
  const colon = taskId.indexOf(':');
  const about = colon < 0 ? null : aboutOf(taskId.slice(0, colon), taskId.slice(colon + 1));
  if (about === null) throw new ZhiyueError('request-invalid', 'A task is named <type>:<key>, such as ocr_processing:<page id>/1.', { about: taskId });
  return about;
}

/** What a task of this type and key is about; null for a type or key that is none of ours. */
export function aboutOf(type: string, key: string): TaskAbout | null {
  if (type === reportGeneration) return key === '' ? null : { type: 'report_generation', key, reportId: key };
  const numbered = /^(.+)\/([1-9]\d{0,8})$/.exec(key);
  const [, what, number] = numbered ?? [];
  if (what === undefined || number === undefined) return null;
  if (type === batchProcessing) return { type: 'batch_processing', key, sourceId: what, asked: Number(number) };
  if (type === ocrProcessing) return { type: 'ocr_processing', key, pageId: what, asked: Number(number) };
  // Neither exam ids nor candidate numbers have a slash.
  const [examId, candidateNo, ...more] = what.split('/');
  if (type !== gradingExecution || examId === undefined || candidateNo === undefined || more.length > 0) return null;
  return { type: 'grading_execution', key, examId, candidateNo, revision: Number(number) };
}
