import type { PageMemory } from '../read/page-memory.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Effort } from './effort.ts';
import { InkLevels, matchInk, type InkMatch } from './ink-match.ts';
import { Levels } from './levels.ts';
import { paperOutline, type Quad } from './paper-outline.ts';
import type { PrintedInk } from './printed-ink.ts';
import { Skew } from './skew.ts';

/** What the attempts at finding a page ask of the picture that it is in, each made when it is first asked for and kept for the next attempt. `memory`: not cleared while the picture is in use; `effort`: the page's. */
export class Picture {
  readonly image: GrayImage;
  readonly levels: Levels;
  #outline: Quad | null | undefined;
  #skew: Skew | undefined;
  #inkLevels: InkLevels | undefined;
  #matched: { readonly ink: PrintedInk; readonly match: InkMatch | null } | undefined;
  constructor(image: GrayImage, memory: PageMemory, effort: Effort) { this.image = image; this.levels = new Levels(image, memory, effort); }

  /** The sheet of paper in it by its brightness. */
  outline(): Quad | null {
    return this.#outline === undefined ? (this.#outline = paperOutline(this.image)) : this.#outline;
  }

  /** Degrees by which its lines are turned, at most `widest` to either side. */
  skew(widest: number): number {
    return (this.#skew ??= new Skew(this.image)).within(widest);
  }

  /** What is printed in it, at several sizes. */
  get inkLevels(): InkLevels {
    return (this.#inkLevels ??= new InkLevels(this.image));
  }

  /** Where a page lies in it by all that is printed there. */
  matchOf(ink: PrintedInk): InkMatch | null {
    if (this.#matched?.ink !== ink) this.#matched = { ink, match: matchInk(this.inkLevels, ink) };
    return this.#matched.match;
  }
}
