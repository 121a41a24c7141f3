/** One picture at the sizes in which bubbles are looked for. */
import type { Homography } from '../read/homography.ts';
import type { PageMemory } from '../read/page-memory.ts';
import type { GrayImage } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { lookAtBlocks } from './block-look.ts';
import { darknessField, type DarknessField } from './darkness.ts';
import type { Effort } from './effort.ts';
import type { Lattice } from './lattice.ts';
import { fitLocally, type LocalFit } from './local.ts';
import type { PatchShift } from './response.ts';
import type { BlockLook } from './side-look.ts';

/** Smaller side of a bubble in the picture that is searched, in pixels. */
const bubblePx = 8;
/** Where it has fewer, what is printed between two bubbles that stand close together blurs into one with them. */
const leastBubblePx = 6.5;
/** In tight rows the answer a third of a step beside a bubble is a tenth less than at it with 8 pixels, and a fifth less with 11. */
const fineBubblePx = 11;

export interface Level { readonly image: GrayImage; readonly field: DarknessField; readonly factor: number }

/** Where each bubble lies at a place, and how the blocks look there; `map` leads into the picture that is smaller by `factor`. */
interface CloseLook { readonly factor: number; readonly map: Homography; readonly local: LocalFit; readonly blocks: readonly BlockLook[] }

/** The image at several sizes, each made when it is first needed. */
export class Levels {
  readonly image: GrayImage;
  readonly #made = new Map<number, Level>();
  readonly effort: Effort;
  #last: CloseLook | null = null;
  readonly #memory: PageMemory;
  constructor(image: GrayImage, memory: PageMemory, effort: Effort) { this.image = image; this.#memory = memory; this.effort = effort; }

  /** The one in which something of `sizePx` in the full image has about `bubblePx` pixels, or more where what is looked for is finer. */
  at(sizePx: number, fine = false): Level {
    const factor = Math.max(1, Math.round(sizePx / (fine ? fineBubblePx : bubblePx)));
    return this.by(factor > 1 && sizePx / factor < leastBubblePx ? factor - 1 : factor);
  }

  /** A place looked at closely. One that is not clear is mostly asked about again when no row beside it is better. */
  closely(lattice: Lattice, map: Homography, factor: number, shifts: readonly PatchShift[]): CloseLook {
    if (this.#last?.factor === factor && this.#last.map.every((v, k) => v === map[k])) return this.#last;
    const { field, image } = this.by(factor), local = fitLocally(field, map, lattice, shifts);
    return this.#last = { factor, map, local, blocks: lookAtBlocks(field, image, map, lattice, lattice.grids, local) };
  }

  by(factor: number): Level {
    let level = this.#made.get(factor);
    if (!level) {
      const image = shrink(this.image, factor);
      this.#made.set(factor, level = { image, field: darknessField(image, this.#memory, this.effort), factor });
    }
    return level;
  }
}
