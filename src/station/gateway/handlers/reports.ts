/** Result files that the station keeps. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { ZhiyueError } from '../../../contract/errors.ts';
import { createReport, type KeptReport, listReports, reportFile } from '../../exam-reports.ts';
import { toldProgress } from '../../report/told-progress.ts';
import { reportGeneration, reportProgressFile } from '../../tasks/report-generation/definition.ts';
import { taskIdOf } from '../../tasks/task-id.ts';
import type { Handlers } from '../http/handlers.ts';
import { jobName } from '../job-name.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export function reportHandlers({ store, work, waiting, views, tasks, onTrouble }: GatewayParts): Handlers<'createReport' | 'getReportProgress' | 'listReports' | 'getReportFile'> {
  /** What is written now for a client that waits: its report. */
  const underWay = new Map<string, string>();
  return {
    async createReport({ params: { examId }, body: { lang, class: className = null, job }, principal, signal }) {
      examOrRefuse(store.db, examId);
      if (className !== null && (await views.scores(examId, { limit: 1, after: null, class: className, status: null })).scores.length === 0) {
        throw new ZhiyueError('not-found', `Nobody in the exam ${examId} is in the class ${className}: look at the roster.`, { about: className });
      }
      const order = { examId, lang, class: className, actor: principal.id };
      if (job === undefined) return shown(await createReport({ store, work, waiting }, order));
      const name = jobName(principal.id, examId, job);
      using held = new DisposableStack();
      held.defer(() => underWay.delete(name));
      return shown(await createReport({ store, work, waiting }, order, (reportId) => {
        underWay.set(name, reportId);
        const giveUp = (): void => void tasks.cancel(taskIdOf(reportGeneration, reportId), principal.id).catch((error: unknown) => onTrouble(`A report that nobody waits for was not cancelled: ${error instanceof Error ? error.message : String(error)}`));
        if (signal.aborted) giveUp();
        else {
          signal.addEventListener('abort', giveUp);
          held.defer(() => signal.removeEventListener('abort', giveUp));
        }
      }));
    },

    async getReportProgress({ params: { examId, job }, principal }) {
      examOrRefuse(store.db, examId);
      const reportId = underWay.get(jobName(principal.id, examId, job));
      return (reportId === undefined ? null : await toldProgress(reportProgressFile(store.dataFolder, reportId))) ?? { done: null, of: null };
    },

    async listReports({ params: { examId } }) {
      examOrRefuse(store.db, examId);
      return { reports: (await listReports(store, examId)).map(shown) };
    },

    async getReportFile({ params: { reportId, file } }) {
      const { path, bytes } = await reportFile(store, reportId, file);
      // A report never changes once it is listed.
      return { content: createReadStream(path), bytes, mediaType: mediaTypes[extname(file)] ?? 'application/octet-stream', fileName: file, etag: `${reportId}.${encodeURIComponent(file)}` };
    },
  };
}

function shown({ reportId, examId, lang, class: className, at, files }: KeptReport): Omit<KeptReport, 'files'> & { files: { name: string; bytes: number }[] } {
  return { reportId, examId, lang, class: className, at, files: files.map(({ name, bytes }) => ({ name, bytes })) };
}
