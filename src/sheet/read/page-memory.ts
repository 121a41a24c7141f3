/**
 * Memory for what is computed of one page, used again for the next: fresh memory for every page would have the garbage collector run at each of them. What was handed out is good until `clear`.
 */
export class PageMemory {
  #free: ArrayBuffer[] = [];
  #taken: ArrayBuffer[] = [];

  /** Whatever was handed out may be handed out again. */
  clear(): void {
    this.#free.push(...this.#taken);
    this.#taken = [];
  }

  /** Not empty: whatever was there before. */
  ints(length: number): Int32Array {
    return new Int32Array(this.#take(4 * length), 0, length);
  }

  /** Not empty: whatever was there before. */
  floats(length: number): Float32Array {
    return new Float32Array(this.#take(4 * length), 0, length);
  }

  /** The smallest that is large enough, but not far too large. */
  #take(bytes: number): ArrayBuffer {
    let best = -1;
    for (const [i, { byteLength }] of this.#free.entries()) if (byteLength >= bytes && byteLength <= 4 * bytes && (best < 0 || byteLength < this.#free[best]!.byteLength)) best = i;
    const [found] = best < 0 ? [] : this.#free.splice(best, 1);
    // Pages of other sizes came before: what did not fit is let go.
    if (!found) this.#free = this.#free.slice(-mostFree);
    const buffer = found ?? new ArrayBuffer(bytes);
    this.#taken.push(buffer);
    return buffer;
  }
}

const mostFree = 12;
