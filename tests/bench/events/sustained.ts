/** A bus under a steady load, and then at rest: neither memory nor streams grow without bound, every event comes once to each group, and the log has no gap. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { startBus } from '../../../src/station/bus/bus.ts';
import { startRedis } from '../../../src/station/redis/sidecar.ts';
import { openStore } from '../../../src/station/store/store.ts';
import { redisCommand } from '../../support/redis.ts';
import { eventOf } from './event-of.ts';

export interface SustainedBench { readonly seconds: number; readonly perSecond: number; readonly restSeconds: number }
export const sustainedDefaults: SustainedBench = { seconds: 60, perSecond: 5_000, restSeconds: 30 };

const exams = 8;
const groups = ['one', 'two'];
const publishEveryMs = 20;
/** As the bus says of itself: publishers wait from here on (publisher.ts), and so many of the newest events stay in the stream (trimming.ts), to the next of Redis' nodes of a hundred entries. */
const fullFrom = 10_000;
const keptInStream = 10_000;
/** How much more memory the second half may take than the first: what the collector has not got round to. */
const unsteadiness = 1.25;

const shown = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
const factsSchema = z.array(z.unknown());

/** Prints memory and streams every ten seconds; true when nothing grew and nothing was lost. */
export async function benchSustained({ seconds, perSecond, restSeconds }: SustainedBench, print: (text: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'zhiyue-bench-sustained-'));
  try {
    await using redis = await startRedis({ dataFolder: folder, server: redisCommand() });
    await using store = await openStore(join(folder, 'record'));
    await using bus = await startBus({ redis, log: store.log, positions: store.positions, letters: store.letters, streamPrefix: 'sustained', groupPrefix: 'sustained', retryDelaysMs: [10], maxRetries: 3, onTrouble: (error) => { throw error; } });
    print(`\n== sustained: ${perSecond.toLocaleString('en')} events a second for ${seconds} s, to ${groups.length} groups, then ${restSeconds} s of rest`);
    let wrong = 0;
    const counts = new Map(groups.map((group) => [group, 0]));
    for (const group of groups) {
      const last = new Map<string | null, number>();
      await bus.subscribe(group, '*', async ({ seq, exam_id }) => {
        // Within an exam each is later than the one before, so none comes twice.
        if (seq <= (last.get(exam_id) ?? 0)) wrong += 1;
        last.set(exam_id, seq);
        counts.set(group, (counts.get(group) ?? 0) + 1);
      });
    }
    const look = redis.connect('look');
    const seen: { readonly station: number; readonly redis: number }[] = [];
    let [published, mostBehind] = [0, 0];
    const eventsInStream = async (): Promise<number> => {
      const [first] = await look.xrange('sustained:{p0}:stream', '-', '+', 'COUNT', 1);
      return first === undefined ? 0 : store.log.lastSeq() - Number(first[0].split('-')[0]);
    };
    const report = async (when: string): Promise<void> => {
      const { rss, heapUsed } = process.memoryUsage();
      const used = Number(/used_memory:(\d+)/.exec(await look.info('memory'))?.[1]);
      seen.push({ station: rss, redis: used });
      print(`${when.padEnd(8)} ${published.toLocaleString('en').padStart(9)} published, ${bus.pressure().behind} behind; this process ${shown(rss)}, its heap ${shown(heapUsed)}; Redis ${shown(used)}, ${(await eventsInStream()).toLocaleString('en')} events in the stream`);
    };
    const begun = performance.now();
    for (let second = 1; second <= seconds; second += 1) {
      while (performance.now() - begun < second * 1000) {
        await bus.room();
        const due = Math.floor(((performance.now() - begun) / 1000) * perSecond) - published;
        if (due > 0) await bus.publish(...Array.from({ length: due }, (_, index) => eventOf(published + index, exams)));
        published += Math.max(0, due);
        mostBehind = Math.max(mostBehind, bus.pressure().behind);
        await wait(publishEveryMs);
      }
      if (second % 10 === 0) await report(`${second} s`);
    }
    await bus.idle();
    await wait(restSeconds * 1000);
    await report('at rest');
    const stays = await eventsInStream();
    const pending = factsSchema.parse(await look.xpending('sustained:{p0}:stream', 'sustained:one'))[0];
    const [half, end] = [seen[Math.floor(seen.length / 2) - 1], seen.at(-1)];
    const kept = [
      [`every event once to each group: ${[...counts.values()].join(' and ')} of ${published}, ${wrong} out of turn`, wrong === 0 && [...counts.values()].every((count) => count === published)],
      [`the log without a gap: ${store.log.lastSeq()} events`, store.log.lastSeq() === published && store.log.since(0, 1)[0]?.seq === 1],
      [`at most ${mostBehind} events behind`, mostBehind < fullFrom + perSecond],
      [`at rest ${stays} events in the stream, ${String(pending)} not acknowledged`, stays < keptInStream * 2 && pending === 0],
      [`memory at half time and at the end: ${shown(half?.station ?? 0)}, ${shown(end?.station ?? 0)}; Redis ${shown(half?.redis ?? 0)}, ${shown(end?.redis ?? 0)}`, half !== undefined && end !== undefined && end.station < half.station * unsteadiness && end.redis < half.redis * unsteadiness],
    ] as const;
    for (const [what, met] of kept) print(`${met ? 'met   ' : 'MISSED'}  ${what}`);
    return kept.every(([, met]) => met);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
