/** What the station is working on: looked at, cancelled, tried again, held back. */
import { pauseWork, resumeWork } from '../../tasks/pause.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

type TaskRoutes = 'listTasks' | 'getTask' | 'retryTask' | 'cancelTask' | 'pauseTasks' | 'resumeTasks';

export function taskHandlers(parts: GatewayParts): Pick<Handlers, TaskRoutes> {
  const { tasks, queue } = parts;
  return {
    async listTasks({ query: { type, limit } }) {
      const [queues, listed] = await Promise.all([queue.counts(), tasks.list(limit, type)]);
      return { paused: queue.paused, queues, tasks: [...listed] };
    },
    async getTask({ params: { taskId } }) {
      return tasks.lookUp(taskId);
    },
    async retryTask({ params: { taskId }, principal }) {
      return tasks.lookUp(await tasks.retry(taskId, principal.id));
    },
    async cancelTask({ params: { taskId }, principal }) {
      await tasks.cancel(taskId, principal.id);
      return tasks.lookUp(taskId);
    },
    async pauseTasks({ principal, query: { drain } }) {
      await pauseWork(parts, principal.id, { drain });
    },
    async resumeTasks({ principal }) {
      await resumeWork(parts, principal.id);
    },
  };
}
