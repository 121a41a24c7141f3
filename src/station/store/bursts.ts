/**
 * When events come so thick that rows of their own would be too dear: many at once, or many a second for a while. What a station does every day never comes near either.
 */

/** So many at once. */
export const packFrom = 128;
/** Or so many within the time below, however few at once. */
const oftenEvents = 250;
const withinMs = 250;
/** It goes on as long as this many times fewer come. */
const ebb = 4;

export class Bursts {
  #since = -Infinity;
  #count = 0;
  #often = false;

  /** Whether these events, published together, belong to a burst. `now`: milliseconds of a clock that never jumps. */
  isPartOfOne(events: number, now: number): boolean {
    if (now - this.#since >= withinMs) {
      // Whether the last stretch, which may lie back a while, had so many that they are a burst still.
      this.#often = now - this.#since < 2 * withinMs && this.#count * ebb >= oftenEvents;
      this.#since = now;
      this.#count = 0;
    }
    this.#count += events;
    this.#often ||= this.#count >= oftenEvents;
    return events >= packFrom || this.#often;
  }
}
