/** Answer sheets to print, and where everything stands on them. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { mayDo } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { PrintSheetsInput } from '../../report/print-sheets.job.ts';
import { progressFileOf, toldProgress } from '../../report/told-progress.ts';
import type { Handlers } from '../http/handlers.ts';
import { jobName } from '../job-name.ts';
import { printLimit } from '../print-limit.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';

const printed = z.object({ bytes: z.int() });

export function sheetHandlers({ store, pool, config }: GatewayParts): Handlers<'getSheets' | 'getSheetsProgress' | 'getLayout'> {
  const printing = printLimit();
  /** What is drawn now: where its progress stands. */
  const underWay = new Map<string, string>();
  return {
    async getSheets({ params: { examId }, query: { kind, class: className = null, job }, principal, signal }) {
      const { exam } = examOrRefuse(store.db, examId);
      // Names stand on them: whoever marks blindly prints none.
      if (kind === 'personal' && !mayDo(principal, 'roster.read', examId)) throw new ZhiyueError('forbidden', 'Personal sheets name the candidates, which this role does not see.', { about: examId });
      const { dataFolder, recordFile } = store;
      // Emptied at every start, should the station die before it is sent.
      const outFile = join('incoming', `${randomUUID()}.pdf`);
      const file = join(dataFolder, outFile);
      using held = new DisposableStack();
      held.use(printing.take(principal));
      const input: PrintSheetsInput = { dataFolder, recordFile, examId, kind, class: className, outFile };
      const remove = (): void => void rm(file, { force: true }).catch(() => undefined);
      const progress = progressFileOf(file);
      const name = job === undefined ? null : jobName(principal.id, examId, job);
      if (name !== null) underWay.set(name, progress);
      held.defer(() => {
        if (name !== null) underWay.delete(name);
        void rm(progress, { force: true }).catch(() => undefined);
      });
      try {
        const { bytes } = printed.parse(await pool.run('print-sheets', input, { timeoutMs: config.taskTimeoutMs, signal, line: 'print' }));
        const content = createReadStream(file);
        content.once('close', remove);
        return { content, bytes, mediaType: 'application/pdf', fileName: safeFileName([exam.title, exam.language === 'en' ? 'answer sheets' : '答题卡', ...(kind === 'personal' && className !== null ? [className] : [])].join(' '), 'pdf') };
      } catch (error) {
        remove();
        throw error;
      }
    },

    async getSheetsProgress({ params: { examId, job }, principal }) {
      examOrRefuse(store.db, examId);
      const file = underWay.get(jobName(principal.id, examId, job));
      return { done: file === undefined ? null : (await toldProgress(file))?.done ?? null };
    },

    async getLayout({ params: { examId }, query: { kind } }) {
      const { layouts } = examOrRefuse(store.db, examId), layout = layouts.find(({ personal }) => personal === (kind === 'personal')) ?? layouts[0];
      // As beside the PDF that `zhiyue sheet` writes, to the byte.
      return { content: Buffer.from(`${JSON.stringify(layout, null, 1)}\n`), mediaType: 'application/json', fileName: 'sheets.layout.json' };
    },
  };
}

/** A title as a file name that every system takes. */
function safeFileName(text: string, ending: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly those are meant
  return `${text.replace(/[\u0000-\u001f\u007f"*/:<>?\\|]+/g, '_').replace(/^[. ]+|[. ]+$/g, '').slice(0, 120)}.${ending}`;
}
