/** When the station does not tell otherwise. */
export const defaultDelaysMs: readonly number[] = [1000, 2000, 5000, 10_000, 30_000];

/** Milliseconds before the try after `attempt` failed ones (from 0); ±20 % by chance, so that a thousand clients do not come back at the same moment. */
export function reconnectDelayMs(delaysMs: readonly number[], attempt: number, random: () => number): number {
  const delay = delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 1000;
  return Math.round(delay * (0.8 + 0.4 * random()));
}
