/** What happens in the station, into its log. */
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import { correlationOf } from '../tasks/correlation.ts';
import { taskIdOf } from '../tasks/task-id.ts';
import type { Log } from './log.ts';

/** Follows the event log and the tasks; returns what stops it. */
export function logWork(log: Log, store: Pick<Store, 'db' | 'log'>, queue: Pick<Queue, 'onEnded'>): () => void {
  const stopEvents = store.log.onAppended((events) => {
    for (const event of events) log.event(event);
  });
  const stopTasks = queue.onEnded(({ type, key, attempt, outcome, durationMs }) => {
    if (outcome === 'done' && !log.detailed) return;
    log.task({ task: taskIdOf(type, key), outcome, attempt, durationMs, correlationId: correlationOf(store.db, type, key) });
  });
  return () => {
    stopEvents();
    stopTasks();
  };
}
