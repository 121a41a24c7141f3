/** What the station is working on: looked at, cancelled, tried again, held back. */
import { ZhiyueError } from '../../../contract/errors.ts';
import { cancelTask } from '../../tasks/cancel.ts';
import { describeQueued, lookUpTask } from '../../tasks/look-up.ts';
import { pauseWork, resumeWork } from '../../tasks/pause.ts';
import { retryTask } from '../../tasks/retry.ts';
import { parseTaskId } from '../../tasks/task-id.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

type TaskRoutes = 'listTasks' | 'getTask' | 'retryTask' | 'cancelTask' | 'pauseTasks' | 'resumeTasks';

export function taskHandlers(parts: GatewayParts): Pick<Handlers, TaskRoutes> {
  const { store, queue, redis } = parts;
  /** A question to a Redis that is down would wait until it is back. */
  const queueReachable = (): void => {
    if (!redis.healthy()) throw new ZhiyueError('redis-unreachable', 'The task queue cannot be reached now; nothing is lost, and the station goes on by itself when it can.');
  };
  return {
    async listTasks({ query: { type, limit } }) {
      queueReachable();
      const [queues, tasks] = await Promise.all([queue.counts(), queue.list(limit, type)]);
      return { paused: queue.paused, queues, tasks: tasks.flatMap((task) => describeQueued(store.db, task) ?? []) };
    },
    async getTask({ params: { taskId } }) {
      queueReachable();
      return lookUpTask(parts, parseTaskId(taskId));
    },
    async retryTask({ params: { taskId }, principal }) {
      queueReachable();
      return lookUpTask(parts, await retryTask(parts, parseTaskId(taskId), principal.id));
    },
    async cancelTask({ params: { taskId }, principal }) {
      queueReachable();
      const about = parseTaskId(taskId);
      await cancelTask(parts, about, principal.id);
      return lookUpTask(parts, about);
    },
    async pauseTasks({ principal, query: { drain } }) {
      await pauseWork(parts, principal.id, { drain });
    },
    async resumeTasks({ principal }) {
      await resumeWork(parts, principal.id);
    },
  };
}
