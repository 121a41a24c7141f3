/** How the tasks of one type have been going in this process: what runs, how fast, how long it takes, what fails. */

export type TaskOutcome = 'done' | 'retried' | 'failed' | 'cancelled' | 'returned';

export interface TaskStatistics {
  /** Running here now. */
  readonly busy: number;
  /** As many can run here at once. */
  readonly concurrency: number;
  /** Attempts that ended in the last minute. */
  readonly perMinute: number;
  /** Of the last 512 attempts that ended, in milliseconds; null before the first. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Since the start: done; failed for good; to be tried again; cancelled. */
  readonly done: number;
  readonly failed: number;
  readonly retried: number;
  readonly cancelled: number;
}

/** An attempt has ended. `returned`: put back in line because the station closes. */
export interface EndedAttempt { readonly type: string; readonly key: string; readonly attempt: number; readonly outcome: TaskOutcome; readonly durationMs: number }

const keptDurations = 512;
const secondsInMinute = 60;

export class TaskTally {
  readonly #concurrency: number;
  readonly #now: () => number;
  readonly #counts: Record<TaskOutcome, number> = { done: 0, retried: 0, failed: 0, cancelled: 0, returned: 0 };
  readonly #durations: number[] = [];
  #nextDuration = 0;
  #busy = 0;
  /** Ended attempts in each of the last 60 seconds, by second modulo 60. */
  readonly #perSecond = Array.from({ length: secondsInMinute }, () => ({ second: -1, count: 0 }));

  /** `now`: milliseconds of a clock that never jumps. */
  constructor(concurrency: number, now: () => number = () => performance.now()) {
    this.#concurrency = concurrency;
    this.#now = now;
  }

  begun(): void {
    this.#busy++;
  }

  ended(outcome: TaskOutcome, durationMs: number): void {
    this.#busy--;
    this.#counts[outcome]++;
    if (outcome === 'returned') return;
    this.#durations[this.#nextDuration] = durationMs;
    this.#nextDuration = (this.#nextDuration + 1) % keptDurations;
    const second = Math.floor(this.#now() / 1000);
    const slot = this.#perSecond[second % secondsInMinute];
    if (slot === undefined) return;
    slot.count = slot.second === second ? slot.count + 1 : 1;
    slot.second = second;
  }

  read(): TaskStatistics {
    const second = Math.floor(this.#now() / 1000);
    const sorted = this.#durations.toSorted((a, b) => a - b);
    const at = (share: number): number | null => {
      const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
      return value === undefined ? null : Math.round(value * 10) / 10;
    };
    const { done, failed, retried, cancelled } = this.#counts;
    return {
      busy: this.#busy, concurrency: this.#concurrency, perMinute: this.#perSecond.reduce((sum, slot) => (slot.second > second - secondsInMinute ? sum + slot.count : sum), 0),
      p50Ms: at(0.5), p95Ms: at(0.95), done, failed, retried, cancelled,
    };
  }
}
