/** How the station is, told to whoever listens now: each part every ten seconds and when one changes, queue lengths at most once a second while they change. */
import type { Bus } from './bus/bus.ts';
import type { Queue } from './queue/queue.ts';
import { unlessAway } from './queue/unless-away.ts';
import { repeatedly } from './repeatedly.ts';

export interface StatusSources {
  readonly bus: Pick<Bus, 'signal'>;
  readonly log: { onAppended(listener: () => void): () => void };
  readonly queue: Pick<Queue, 'counts' | 'paused'>;
  readonly health: () => Promise<Readonly<Record<string, string>>>;
  readonly onTrouble: (error: Error) => void;
  /** 1 s and 10 s when left out. */
  readonly lookEveryMs?: number;
  readonly healthEveryMs?: number;
}

export function startStatusSignals({ bus, log, queue, health, onTrouble, lookEveryMs = 1_000, healthEveryMs = 10_000 }: StatusSources): Disposable {
  let lastHealth = '';
  let healthAt = -Infinity;
  let lastQueues = '';
  let dirty = true;

  const lookAtHealth = async (): Promise<void> => {
    const parts = await health();
    const said = JSON.stringify(parts);
    if (said === lastHealth && performance.now() - healthAt < healthEveryMs) return;
    lastHealth = said;
    healthAt = performance.now();
    bus.signal('health', { parts });
  };
  const lookAtQueues = async (): Promise<void> => {
    // Nothing moves in an empty queue without an event.
    if (!dirty) return;
    dirty = false;
    const paused = queue.paused;
    const queues = await unlessAway(queue.counts());
    if (queues === null) {
      dirty = true;
      return;
    }
    const said = JSON.stringify({ paused, queues });
    if (Object.values(queues).some(({ waiting, active, delayed }) => waiting + active + delayed > 0)) dirty = true;
    if (said === lastQueues) return;
    lastQueues = said;
    bus.signal('queue', { paused, queues });
  };
  const look = async (): Promise<void> => {
    await lookAtHealth();
    await lookAtQueues();
  };

  const stop = log.onAppended(() => { dirty = true; });
  const looking = repeatedly(lookEveryMs, look, (error) => {
    dirty = true;
    onTrouble(error);
  });
  looking.now();
  return {
    [Symbol.dispose]() {
      looking[Symbol.dispose]();
      stop();
    },
  };
}
