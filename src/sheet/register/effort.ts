/**
 * How much looking for one page has taken, in all attempts at it: a page that is nowhere to be found must not hold the others up. It counts what was computed and not the time, so that a slow machine finds the same pages.
 */
export class Effort {
  /** Bubbles that were held against a picture. */
  boxes = 0;
  #most: number = mostBoxes.near;

  /** From here on an attempt is under way that may go on until the page has taken what is meant for it and for those before it. */
  begin(attempt: keyof typeof mostBoxes): void {
    this.#most = mostBoxes[attempt];
  }

  /** Whether so much was tried that trying on is not worth it. */
  get spent(): boolean { return this.boxes > this.#most; }
}

/** Ten million take some 0.2 s of one core. `near`: where the frames have the page; `flat`: sheets laid flat, all together; `anywhere`: everywhere else; `rest`: drawn straight, or a part. Before attempts shared what they make, pages that were found took 7.3e7 at most, but for one, a part of a sheet, that took 1e8. */
const mostBoxes = { near: 4.5e7, flat: 6e7, anywhere: 9e7, rest: 1e8 } as const;
