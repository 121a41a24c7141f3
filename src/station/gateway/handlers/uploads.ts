/** Scans come in: over the network, or from folders of the station's machine. */
import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { ZhiyueError } from '../../../contract/errors.ts';
import { notThere } from '../../../contract/not-there.ts';
import { completeBatchIfDone } from '../../complete-batch.ts';
import { putIn } from '../../intake/put-in.ts';
import { collectScans } from '../../intake/scan-files.ts';
import { takeUpload } from '../../intake/upload.ts';
import { findSource } from '../../store/batches.ts';
import type { Db } from '../../store/database.ts';
import { findExam } from '../../store/exams.ts';
import { sourceIdOf } from '../../store/ids.ts';
import { endSending } from '../../store/sendings.ts';
import type { ScanSource } from '../../station-api.ts';
import type { Handlers } from '../http/handlers.ts';
import { safeFileName } from '../http/safe-name.ts';
import type { GatewayParts } from '../parts.ts';

export interface UploadLimits { /** Of one file. */ readonly maxFileBytes: number }

const gigabyte = 1024 ** 3;

export function uploadHandlers({ store, work }: Pick<GatewayParts, 'store' | 'work'>, { maxFileBytes }: UploadLimits = { maxFileBytes: gigabyte }): Pick<Handlers, 'upload' | 'checkUpload' | 'endSending' | 'putInPaths'> {
  return {
    async upload({ query: { exam, batch, sending: id, of, before = 0 }, files: incoming, signal, principal }) {
      if (id !== undefined && of === undefined) throw new ZhiyueError('request-invalid', 'Say with `of` how many files the sending is.', { about: 'of' });
      const sending = id === undefined || of === undefined ? undefined : { id, files: of, before };
      const { batchId, files } = await takeUpload({ store, work }, incoming, { examId: exam, batchKey: batch, actor: principal.id, maxFileBytes, signal, sending });
      const known = files.filter((file) => file.known).length;
      return { batchId, added: files.length - known, known, files: [...files] };
    },

    async checkUpload({ query: { exam }, body: { files } }) {
      needExam(store.db, exam);
      // As `upload` would name them.
      return { missing: files.filter(({ name, sha256 }) => !findSource(store.db, sourceIdOf(exam, sha256, safeFileName(name)))).map((file) => file.name) };
    },

    async endSending({ params: { examId, sendingId }, query: { came }, principal }) {
      needExam(store.db, examId);
      const batchId = await store.write((tx) => endSending(tx, examId, sendingId, { actor: principal.id, came }));
      if (batchId !== null) await completeBatchIfDone(store, batchId);
    },

    async putInPaths({ params: { examId }, body: { batch, paths }, signal, principal }) {
      needExam(store.db, examId);
      // The station's working folder is nothing that a person at a window knows.
      const relative = paths.find((path) => !isAbsolute(path));
      if (relative !== undefined) throw new ZhiyueError('request-invalid', 'Name files and folders by their whole path.', { about: relative });
      const { files, skipped } = await collectScans(paths);
      const sending = { id: nameOf(files), files: files.length };
      const { batchId, added, known, again } = await putIn({ store, work }, examId, files, { batchKey: batch, actor: principal.id, final: true, signal, sending });
      return { batchId, added, known, again, skipped: [...skipped] };
    },
  };
}

/** The same for the same files, whoever chooses them. */
const nameOf = (files: readonly ScanSource[]): string => createHash('sha256').update(JSON.stringify(files.map(({ path }) => path))).digest('hex');

function needExam(db: Db, examId: string): void {
  if (!findExam(db, examId)) throw notThere('exam', examId);
}
