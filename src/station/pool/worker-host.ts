/** The pool's host process: its threads decode and read pages here, so that a decoder that crashes takes this process along and not the station. */
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { ownModule } from '../own-files.ts';
import { abortChannel, abortGraceMs, type FromHost, hostSettingsSchema, type Outcome, outcomeSchema, type ThreadTask, toHostSchema } from './messages.ts';

const lookAtMemoryMs = 100;
const settings = hostSettingsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const threads = new Piscina({
  filename: fileURLToPath(ownModule('./worker-thread.ts', import.meta.url)),
  workerData: { jobsModule: settings.jobsModule },
  minThreads: 0,
  maxThreads: settings.threads,
  idleTimeout: settings.idleTimeoutMs,
  resourceLimits: { maxOldGenerationSizeMb: settings.heapMb },
  // With atomics a thread sleeps between its jobs and its event loop with it: what a job leaves running (a text reader's child process) would not be served.
  atomics: 'disabled',
  recordTiming: false,
});
// An error in a thread that belongs to no job: the thread is gone, piscina starts another.
threads.on('error', () => {});
const aborts = new BroadcastChannel(abortChannel);
const running = new Map<number, AbortController>();

process.on('message', (message) => {
  const order = toHostSchema.parse(message);
  if (order.kind === 'run') void run(order);
  else abort(order.id);
});
// The station is gone: so are we, at once, with whatever a job has started.
process.on('disconnect', () => process.kill(settings.leadsGroup ? -process.pid : process.pid, 'SIGKILL'));
// Native memory is in nobody's heap: a job that eats it is stopped before the machine stands still.
setInterval(() => {
  const rss = rssMb();
  if (rss > settings.maxRssMb) say({ kind: 'outgrown', rssMb: rss });
}, lookAtMemoryMs);
say({ kind: 'ready' });

async function run({ id, job, input }: ThreadTask): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const outcome = await runInThread({ id, job, input }, controller.signal);
  running.delete(id);
  try {
    say({ kind: 'ended', id, outcome, rssMb: rssMb() });
  } catch {
    say({ kind: 'ended', id, outcome: { kind: 'failed', error: { code: 'internal', message: `The result of ${job} cannot be handed over.`, about: job } }, rssMb: rssMb() });
  }
}

async function runInThread(task: ThreadTask, signal: AbortSignal): Promise<Outcome> {
  try {
    return outcomeSchema.parse(await threads.run(task, { signal }));
  } catch (error) {
    if (signal.aborted) return { kind: 'failed', error: { code: 'task-timeout', message: `${task.job} was ended.`, about: task.job } };
    // Not the job's own error, which comes as an outcome: its thread ended.
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return { kind: 'failed', error: { code: 'task-memory', message: `${task.job} needed more than ${settings.heapMb} MB of JavaScript heap.`, about: task.job } };
    return { kind: 'failed', error: { code: 'worker-crashed', message: `The thread of ${task.job} ended: ${reason}`, about: task.job } };
  }
}

function abort(id: number): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel between threads has no origins
  aborts.postMessage(id);
  setTimeout(() => running.get(id)?.abort(), abortGraceMs);
}

function say(message: FromHost): void {
  process.send?.(message);
}

function rssMb(): number {
  return process.memoryUsage.rss() / 1_048_576;
}
