/** Backups, asked for by a person. */
import { createReadStream, existsSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import type { Principal } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import { fault } from '../../../contract/faults.ts';
import type { BackupJob } from '../../backup/backups.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

type Names = 'startBackup' | 'latestBackup' | 'getBackup' | 'cancelBackup' | 'getBackupFile' | 'sendBackup' | 'discardSentBackup' | 'lookIntoBackup' | 'startRestore';

export const backupHandlers = ({ backups }: Pick<GatewayParts, 'backups'>): Handlers<Names> => {
  const fileOf = (from: { readonly path: string } | { readonly sent: string }, principal: Principal): string => ('path' in from ? ownPath(from.path, principal) : backups.sent(from.sent));
  return {
    async startBackup({ body: { exams, to }, principal }) {
      return shown(await backups.write({ exams, to: to === null ? null : ownPath(to, principal), actor: principal.id }));
    },
    async latestBackup() {
      const job = backups.latest();
      return { job: job === null ? null : shown(job) };
    },
    async getBackup({ params: { jobId } }) {
      return shown(backups.job(jobId));
    },
    async cancelBackup({ params: { jobId } }) {
      return shown(await backups.cancel(jobId));
    },
    async getBackupFile({ params: { jobId } }) {
      const { kind, state, file, bytes, kept } = backups.job(jobId);
      if (kind !== 'backup' || state !== 'done' || file === null || !kept || !existsSync(file)) throw ZhiyueError.of('not-found', [fault('backup-file-gone')], { about: jobId });
      return { content: createReadStream(file), mediaType: 'application/octet-stream', fileName: basename(file), ...(bytes === null ? {} : { bytes }) };
    },
    async sendBackup({ files }) {
      let sent: string | null = null;
      for await (const { name, stream } of files) {
        if (sent !== null) throw new ZhiyueError('request-invalid', 'Send one backup at a time.');
        sent = await backups.take(stream, name);
      }
      if (sent === null) throw new ZhiyueError('request-invalid', 'There is no file in this request.');
      return { sent };
    },
    async discardSentBackup({ params: { sent } }) {
      await backups.discardSent(sent);
    },
    async lookIntoBackup({ body, principal, signal }) {
      const { at, program, exams } = await backups.look(fileOf(body, principal), signal);
      return { at, program, exams: [...exams] };
    },
    async startRestore({ body: { from, exams, existing }, principal }) {
      return shown(await backups.restore({ file: fileOf(from, principal), exams, existing, actor: principal.id }));
    },
  };
};

/** Only somebody at the station's machine names files of it. */
function ownPath(path: string, principal: Principal): string {
  if (!principal.local) throw new ZhiyueError('forbidden', 'Files of the station\'s machine are named there only: fetch the backup, or send it.', { about: 'path' });
  if (!isAbsolute(path)) throw new ZhiyueError('request-invalid', 'Name files by their whole path.', { about: path });
  return path;
}

function shown({ jobId, kind, state, progress, exams, file, bytes, error }: BackupJob) {
  return { jobId, kind, state, progress, exams: [...exams], fileName: file === null ? null : basename(file), bytes, error };
}
