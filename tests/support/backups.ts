/** Backups asked of a station as a person does, and followed to their end. */
import { setTimeout as wait } from 'node:timers/promises';
import { type BackupJobAnswer, backupJobSchema } from '../../src/contract/routes/backups.ts';
import type { GatewayStation } from './gateway.ts';

/** Fails with what the station says when the order is refused. */
export async function jobOver(station: GatewayStation, path: '/api/backups' | '/api/restores', body: unknown): Promise<BackupJobAnswer> {
  const answer = await station.request(path, { body });
  if (answer.status !== 202) throw new Error(`${answer.problem.code}: ${answer.problem.detail}`);
  const { jobId } = backupJobSchema.parse(answer.json);
  for (;;) {
    const job = backupJobSchema.parse((await station.request(`/api/backups/${jobId}`)).json);
    if (job.state !== 'running') return job;
    await wait(20);
  }
}

export async function backUp(station: GatewayStation, to: string, exams: 'all' | readonly string[] = 'all'): Promise<BackupJobAnswer> {
  const job = await jobOver(station, '/api/backups', { exams, to });
  if (job.state !== 'done') throw new Error(JSON.stringify(job.error));
  return job;
}

export async function restore(station: GatewayStation, path: string, existing: 'ask' | 'keep' | 'replace' | 'copy' = 'ask'): Promise<BackupJobAnswer> {
  const job = await jobOver(station, '/api/restores', { from: { path }, existing });
  if (job.state !== 'done') throw new Error(JSON.stringify(job.error));
  return job;
}
