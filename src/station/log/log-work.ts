/** What happens in the station, into its log. */
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import { taskIdOf } from '../tasks/task-id.ts';
import type { Log } from './log.ts';

/** Follows the event log and the tasks (`correlation`: what one belongs to as a whole); returns what stops it. */
export function logWork(log: Log, store: Pick<Store, 'log'>, queue: Pick<Queue, 'onEnded'>, correlation: (type: string, key: string) => string | null): () => void {
  const stopEvents = store.log.onAppended((events) => {
    for (const event of events) log.event(event);
  });
  const stopTasks = queue.onEnded(({ type, key, attempt, outcome, durationMs }) => {
    if (outcome === 'done' && !log.detailed) return;
    log.task({ task: taskIdOf(type, key), outcome, attempt, durationMs, correlationId: correlation(type, key) });
  });
  return () => {
    stopEvents();
    stopTasks();
  };
}
