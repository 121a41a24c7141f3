/** How much a search has taken: a page that is nowhere to be found must not hold the others up. It counts what was computed and not the time, so that a slow machine finds the same pages. */
export class Effort {
  /** Bubbles that were held against the image. */
  boxes = 0;

  /** Whether so much was tried that trying on is not worth it. */
  get spent(): boolean { return this.boxes > mostBoxes; }
}

/** Some two seconds of one core; pages that are found, also on their side or mirrored, have taken 3.1e7 at most. */
const mostBoxes = 4.5e7;
