/**
 * A station as a process of its own, for the faults driver: puts the scans in, says what happens, and ends when the batch is complete and nothing is left to do.
 * Where the station says that it cannot go on now (a full disk), it asks again a little later, as a person would.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { localOperator } from '../../src/contract/access.ts';
import { ZhiyueError } from '../../src/contract/errors.ts';
import type { Station } from '../../src/station/station-api.ts';
import { openReadOnly } from '../../src/station/store/database.ts';
import { recordName } from '../../src/station/store/store.ts';
import { installClock, shiftClock } from './clock.ts';
import { faultExam } from './fault-exam.ts';
import { troubledReaction, troubledTask } from './injected-trouble.ts';
import { type FromStation, stationOrderSchema, toStationSchema } from './messages.ts';

const askAgainMs = 300;
const mostAttempts = 200;
const tellEveryMs = 250;
/** So long nothing moves before it is said what is left: longer than a handler that hangs takes to be given up. */
const stuckMs = 30_000;
/** Short, so that a run is; the order of the delays is the station's own. */
const retryDelaysMs = [20, 50, 100, 200, 500];

installClock();
process.on('message', (message) => {
  const order = toStationSchema.parse(message);
  shiftClock(order.shiftMs);
});
process.on('disconnect', () => process.exit(4));
const say = (message: FromStation): void => void process.send?.(message);
const order = stationOrderSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const { trouble } = order;
const jobsModule = new URL(order.jobsModule);
const halts = monitorEventLoopDelay({ resolution: 10 });
halts.enable();

const { openStation, essence } = await import('../support/station.ts');
{
  await using station = await openStation(order.dataFolder, { redisUrl: order.redisUrl, port: 0, lanPort: 0, retryDelaysMs, taskTimeoutMs: order.taskTimeoutMs }, trouble === null ? { jobsModule } : {
    jobsModule, task: (definition) => troubledTask(definition, trouble), reaction: (group, reaction) => troubledReaction(group, reaction, trouble),
  });
  const exam = faultExam();
  let toldAt = 0;
  station.followEvents(({ type }) => {
    if (type !== order.tell && performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    say({ kind: 'event', type });
  });
  await insist(() => station.createOrUpdateExam(exam, null));
  await insist(async () => {
    const { batchId } = await station.putIn(exam.id, order.files, { batchKey: 'all' });
    await station.settled(batchId);
  });
  const { tasks, deadLetters } = await atRest(station);
  say({ kind: 'done', essence: JSON.stringify(essence(station.results(exam.id))), tasksLeft: tasks, deadLetters, longestHaltMs: Math.round(halts.max / 1e6) });
}
process.disconnect();

async function insist(act: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await act();
      return;
    } catch (error) {
      if (!(error instanceof ZhiyueError) || attempt === mostAttempts) throw error;
      say({ kind: 'stumbled', code: error.code, message: error.message });
      await wait(askAgainMs);
    }
  }
}

/** What the queue still has once it has had the time to forget what is done, and every handler group to come to the end of the log. */
async function atRest({ gateway, dataFolder }: Station): Promise<{ readonly tasks: string[]; readonly deadLetters: number }> {
  const list = z.object({ tasks: z.array(z.object({ taskId: z.string(), state: z.string(), error: z.string().nullable() })), queues: z.record(z.string(), z.object({ waiting: z.int(), active: z.int(), delayed: z.int() })) });
  let until = performance.now() + stuckMs;
  let before = '';
  using record = openReadOnly(join(dataFolder, recordName));
  const handled = record.prepare('SELECT count(*) FILTER (WHERE seq < (SELECT max(seq) FROM all_events) OR behind <> \'{}\') AS behind, group_concat(seq || behind) AS positions FROM group_positions');
  for (;;) {
    const [asked, status] = await Promise.all([gateway?.inject({ name: 'listTasks', principal: localOperator }), gateway?.inject({ name: 'getStatus', principal: localOperator })]);
    const reached = asked?.status === 200 && status?.status === 200;
    const { tasks, queues } = reached ? list.parse(asked.body) : { tasks: [], queues: {} };
    const left = [...tasks.map(({ taskId, state, error }) => `${taskId} ${state} ${error ?? ''}`.trim()), ...Object.entries(queues).flatMap(([type, { waiting, active, delayed }]) => (waiting + active + delayed > 0 ? [`${type}: ${waiting} ${active} ${delayed}`] : []))];
    const { behind, positions } = z.object({ behind: z.int(), positions: z.string() }).parse(handled.get());
    const now = JSON.stringify([left, positions]);
    if (now !== before) until = performance.now() + stuckMs;
    before = now;
    if (reached && ((left.length === 0 && behind === 0) || performance.now() > until)) return { tasks: left, deadLetters: z.object({ deadLetters: z.int() }).parse(status.body).deadLetters };
    if (performance.now() > until) return { tasks: ['the queue does not answer'], deadLetters: 0 };
    await wait(50);
  }
}
