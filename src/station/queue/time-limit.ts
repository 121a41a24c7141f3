/** The time limit of a task: it runs while the task works, and stands still while the task waits its turn somewhere. */
import type { TaskContext } from './queue.ts';

export interface TimeLimit extends Disposable, Pick<TaskContext, 'inLine'> {}

export function startTimeLimit(limitMs: number, onOver: () => void): TimeLimit {
  let leftMs = limitMs;
  let waiting = 0;
  let ended = false;
  let running: { readonly since: number; readonly timer: NodeJS.Timeout } | null = null;

  const run = (): void => {
    if (ended || waiting > 0 || running !== null) return;
    running = { since: performance.now(), timer: setTimeout(onOver, Math.max(0, leftMs)) };
  };
  const stop = (): void => {
    if (running === null) return;
    clearTimeout(running.timer);
    leftMs -= performance.now() - running.since;
    running = null;
  };
  run();
  return {
    async inLine(work) {
      let isWaiting = true;
      waiting++;
      stop();
      const begun = (): void => {
        if (!isWaiting) return;
        isWaiting = false;
        waiting--;
        run();
      };
      try {
        return await work(begun);
      } finally {
        begun();
      }
    },
    [Symbol.dispose]() {
      ended = true;
      stop();
    },
  };
}
