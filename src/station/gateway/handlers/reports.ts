/** Result files that the station keeps. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { ZhiyueError } from '../../../contract/errors.ts';
import { createReport, type KeptReport, listReports, reportFile } from '../../exam-reports.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const reportHandlers = ({ store, work, waiting, views }: GatewayParts): Handlers<'createReport' | 'listReports' | 'getReportFile'> => ({
  async createReport({ params: { examId }, body: { lang, class: className = null }, principal }) {
    examOrRefuse(store.db, examId);
    if (className !== null && (await views.scores(examId, { limit: 1, after: null, class: className, status: null })).scores.length === 0) {
      throw new ZhiyueError('not-found', `Nobody in the exam ${examId} is in the class ${className}: look at the roster.`, { about: className });
    }
    return shown(await createReport({ store, work, waiting }, { examId, lang, class: className, actor: principal.id }));
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
});

function shown({ reportId, examId, lang, class: className, at, files }: KeptReport): Omit<KeptReport, 'files'> & { files: { name: string; bytes: number }[] } {
  return { reportId, examId, lang, class: className, at, files: files.map(({ name, bytes }) => ({ name, bytes })) };
}
