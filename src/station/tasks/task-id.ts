/** Names of tasks as people see them: `<type>:<key>`, where the key says what the task is about and which time it is asked for. Pure. */
import type { ZhiyueError } from '../../contract/errors.ts';
import { notThere } from '../../contract/not-there.ts';

export const taskIdOf = (type: string, key: string): string => `${type}:${key}`;

/** Null without a colon. */
export function splitTaskId(taskId: string): { readonly type: string; readonly key: string } | null {
  const colon = taskId.indexOf(':');
  return colon < 0 ? null : { type: taskId.slice(0, colon), key: taskId.slice(colon + 1) };
}

export function noSuchTask(taskId: string): ZhiyueError {
  return notThere('task', taskId);
}
