import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { Lanes, type LanesOptions } from './lanes.ts';
import { partitionOf } from './partitions.ts';
import { floorOf, type GroupPosition, laneOf, repartition } from './positions.ts';

const fresh: GroupPosition = { seq: 0, behind: {} };
const exams = [null, 'a', 'b', 'c'];

function logOf(choices: readonly number[]): StoredEvent[] {
  return choices.map((choice, index) => ({
    seq: index + 1, event_id: `e${index}`, type: choice % 5 === 4 ? 'unwanted' : 'wanted', exam_id: exams[choice % exams.length] ?? null, correlation_id: 'c', causation_id: null, actor: 'test', at: '', payload: {},
  }));
}

interface Run { readonly dealt: StoredEvent[]; readonly position: GroupPosition }

/** Takes the log from a position, in gulps; closes after so many events were dealt with, in the middle of whatever is at work. `fails(seq)`: how often it fails before it goes well. */
async function run(log: readonly StoredEvent[], start: GroupPosition, closeAfter: number, gulp: number, fails: (seq: number) => number): Promise<Run> {
  const dealt: StoredEvent[] = [];
  const atWork = new Set<string>();
  const closing = new AbortController();
  const wake = Promise.withResolvers<void>();
  const lanes = new Lanes({
    start,
    wants: (type) => type === 'wanted',
    ofExam: (examId, after, limit) => log.filter((event) => event.exam_id === examId && event.seq > after).slice(0, limit),
    pause: async () => { await turn(); closing.signal.throwIfAborted(); },
    onMoved: () => {},
    ready: () => null,
    limitMs: 60_000,
    async recover(event, _, pause) {
      for (let failures = fails(event.seq); failures > 0; failures -= 1) await pause(0);
      await dealWith(event);
    },
    async attempt(event) {
      const lane = laneOf(event.exam_id);
      expect(atWork).not.toContain(lane);
      atWork.add(lane);
      if (fails(event.seq) > 0) throw new Error('fails');
      await dealWith(event);
    },
  });
  const dealWith = async (event: StoredEvent): Promise<void> => {
    if (event.seq % 3 === 0) await turn();
    closing.signal.throwIfAborted();
    atWork.delete(laneOf(event.exam_id));
    dealt.push(event);
    if (dealt.length === closeAfter) {
      closing.abort();
      lanes.close();
      wake.resolve();
    }
  };
  lanes.begin();
  const taking = (async () => {
    const rest = log.filter(({ seq }) => seq > start.seq);
    for (let from = 0; from < rest.length && !closing.signal.aborted; from += gulp) await lanes.take(rest.slice(from, from + gulp));
    while (lanes.floor() < (log.at(-1)?.seq ?? 0) && !closing.signal.aborted) await turn();
  })();
  await Promise.race([taking, wake.promise]);
  await lanes.idle();
  return { dealt, position: lanes.position() };
}

const choices = fc.array(fc.nat(19), { minLength: 1, maxLength: 400 });

const quick: LanesOptions = {
  start: fresh, wants: () => true, ready: () => null, limitMs: 60_000, onMoved: () => {}, pause: async () => {}, ofExam: () => [], attempt: async () => {}, recover: async () => {},
};

describe('lanes', () => {
  it('keep the order within an exam, lose nothing and repeat nothing, over failures and any number of restarts', async () => {
    await fc.assert(fc.asyncProperty(choices, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }), fc.integer({ min: 1, max: 300 }), fc.nat(7), async (chosen, closings, gulp, failing) => {
      const log = logOf(chosen);
      const fails = (seq: number): number => (seq % 7 === failing ? 2 : 0);
      const dealt: StoredEvent[] = [];
      let position = fresh;
      for (const closeAfter of [...closings, Infinity]) {
        const outcome = await run(log, position, closeAfter, gulp, fails);
        dealt.push(...outcome.dealt);
        ({ position } = outcome);
      }
      for (const exam of exams) {
        const own = (events: readonly StoredEvent[]) => events.filter((event) => event.exam_id === exam && event.type === 'wanted').map(({ seq }) => seq);
        expect(own(dealt)).toEqual(own(log));
      }
      expect(floorOf([position])).toBe(log.length);
    }), { numRuns: 60 });
  });

  it('keep few events of an exam in memory while one of it is held, however many come', async () => {
    const gate = Promise.withResolvers<void>();
    const log = logOf([1, ...Array.from({ length: 20_000 }, (_, index) => (index % 2 === 0 ? 1 : 2))]);
    const seen: number[] = [];
    const asked: number[] = [];
    const lanes = new Lanes({
      ...quick, pause: () => gate.promise,
      ofExam: (examId, after, limit) => {
        asked.push(limit);
        return log.filter((event) => event.exam_id === examId && event.seq > after).slice(0, limit);
      },
      async recover({ seq }, _, pause) {
        await pause(0);
        seen.push(seq);
      },
      async attempt({ seq }) {
        if (seq === 1) throw new Error('fails');
        seen.push(seq);
      },
    });
    await lanes.take(log);
    while (seen.length < 10_000) await turn();
    expect(lanes.position()).toEqual({ seq: 20_001, behind: { a: 0 } });
    expect(lanes.settled()).toBe(20_001);
    gate.resolve();
    while (lanes.floor() < 20_001) await turn();
    expect(seen.length).toBe(20_001);
    expect(asked.length).toBeGreaterThan(10);
  });

  it('go on without an event that does not end within its time, and take no notice when it ends after all', async () => {
    const endless = Promise.withResolvers<void>();
    const dealt: number[] = [];
    const recovered: unknown[] = [];
    const lanes = new Lanes({
      ...quick, limitMs: 10,
      attempt: async ({ seq }) => {
        if (seq === 1) await endless.promise;
        dealt.push(seq);
      },
      recover: async ({ seq }, error) => void recovered.push(seq, error),
    });
    await lanes.take(logOf([1, 1, 1]));
    while (lanes.floor() < 3) await turn();
    expect([dealt, recovered]).toEqual([[2, 3], [1, expect.objectContaining({ code: 'task-timeout' })]]);
    endless.resolve();
    await lanes.take(logOf([1, 1, 1, 1, 1]));
    while (lanes.floor() < 5) await turn();
    expect(dealt).toEqual([2, 3, 1, 4, 5]);
    expect(recovered.length).toBe(2);
    lanes.close();
  });

  it('stay in order when an event is given to the handler once more', async () => {
    const lanes = new Lanes({ ...quick, start: { seq: 10, behind: {} } });
    const order: string[] = [];
    await Promise.all(['first', 'second'].map((name) => lanes.between('a', async () => {
      order.push(`${name} begins`);
      await turn();
      order.push(`${name} ends`);
    })));
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(lanes.position()).toEqual({ seq: 10, behind: {} });
  });
});

describe('positions', () => {
  const undealt = (log: readonly StoredEvent[], positions: readonly GroupPosition[]): number[] => log.flatMap(({ seq, exam_id }) => {
    const position = positions[partitionOf(exam_id, positions.length)] ?? fresh;
    return seq <= (position.behind[laneOf(exam_id)] ?? position.seq) ? [] : [seq];
  });

  it('say the same for any number of partitions', () => {
    const part = fc.record({ seq: fc.nat(200), lag: fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }) });
    fc.assert(fc.property(fc.array(fc.nat(19), { minLength: 200, maxLength: 200 }), fc.array(part, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 6 }), (chosen, parts, partitions) => {
      const log = logOf(chosen);
      const positions = parts.map(({ seq, lag }, partition) => ({
        seq, behind: Object.fromEntries(exams.flatMap((exam, index) => (partitionOf(exam, parts.length) === partition && (lag[index] ?? 0) % 2 === 1 ? [[laneOf(exam), Math.max(0, seq - (lag[index] ?? 0))]] : []))),
      }));
      const between = (after: number, end: number) => [...new Set(log.filter(({ seq }) => seq > after && seq <= end).map(({ exam_id }) => exam_id))];
      expect(undealt(log, repartition(positions, partitions, between))).toEqual(undealt(log, positions));
    }));
  });
});
