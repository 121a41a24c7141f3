/** One worker thread of the pool: imports the jobs module once and runs one job at a time. */
import { BroadcastChannel, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toPlainError, ZhiyueError } from '../../contract/errors.ts';
import { deniedAction } from './limits.ts';
import { abortChannel, type Outcome, threadTaskSchema } from './messages.ts';
import type { Jobs } from './pool.ts';

const { jobsModule } = z.object({ jobsModule: z.url() }).parse(workerData);
const isJobs = (value: unknown): value is Jobs => typeof value === 'object' && value !== null && Object.values(value).every((job) => typeof job === 'function');
const { jobs } = z.object({ jobs: z.custom<Jobs>(isJobs, `${jobsModule} exports no jobs`) }).parse(await import(jobsModule));

let current: { readonly id: number; readonly controller: AbortController } | null = null;
const channel = new BroadcastChannel(abortChannel);
channel.addEventListener('message', (event: unknown) => {
  const { data: id } = z.object({ data: z.int() }).parse(event);
  if (current?.id === id) current.controller.abort(new ZhiyueError('task-timeout', 'The job was told to end.'));
});
channel.unref();

export default async function runJob(task: unknown): Promise<Outcome> {
  let name: string | null = null;
  try {
    const { id, job: asked, input } = threadTaskSchema.parse(task);
    name = asked;
    const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
    if (job === undefined) throw new ZhiyueError('internal', `There is no job ${name}.`, { about: name });
    const controller = new AbortController();
    current = { id, controller };
    return { kind: 'done', value: await job(input, { signal: controller.signal }) };
  } catch (error) {
    const denied = deniedAction(error);
    return { kind: 'failed', error: denied === null ? toPlainError(error) : { code: 'task-denied', message: `A job tried what jobs may not do: ${denied}.`, about: name } };
  } finally {
    current = null;
  }
}
