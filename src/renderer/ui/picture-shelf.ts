/**
 * Pictures that were shown a moment ago, kept for whoever comes back to them: a screen of small pages is there at once, and asks the station and the browser for none of them again.
 * Only for pictures that never change, such as a page's scan. Those that nobody shows go first, the longest unseen before the others.
 */

interface Kept { readonly url: string; readonly bytes: number; shownBy: number }

export class PictureShelf {
  readonly #mostPictures: number;
  readonly #mostBytes: number;
  /** By what the picture is of; the one that was taken last stands last. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor({ mostPictures, mostBytes }: { readonly mostPictures: number; readonly mostBytes: number } = { mostPictures: 400, mostBytes: 24 * 1024 ** 2 }) {
    this.#mostPictures = mostPictures;
    this.#mostBytes = mostBytes;
  }

  /** The address, when it is here, without taking it. */
  look(of: string): string | null {
    return this.#kept.get(of)?.url ?? null;
  }

  /** The address for as long as it is shown, null when it is not here. Whoever takes it gives it back. */
  take(of: string): string | null {
    const kept = this.#kept.get(of);
    if (kept === undefined) return null;
    kept.shownBy++;
    this.#kept.delete(of);
    this.#kept.set(of, kept);
    return kept.url;
  }

  /** Puts it here and takes it. */
  put(of: string, picture: Blob): string {
    const here = this.take(of);
    if (here !== null) return here;
    const url = URL.createObjectURL(picture);
    this.#kept.set(of, { url, bytes: picture.size, shownBy: 1 });
    this.#bytes += picture.size;
    this.#makeRoom();
    return url;
  }

  giveBack(of: string): void {
    const kept = this.#kept.get(of);
    if (kept === undefined) return;
    kept.shownBy--;
    this.#makeRoom();
  }

  /** Somebody else may sit here next. */
  clear(): void {
    for (const { url } of this.#kept.values()) URL.revokeObjectURL(url);
    this.#kept.clear();
    this.#bytes = 0;
  }

  #makeRoom(): void {
    for (const [of, { url, bytes, shownBy }] of this.#kept) {
      if (this.#kept.size <= this.#mostPictures && this.#bytes <= this.#mostBytes) return;
      if (shownBy > 0) continue;
      URL.revokeObjectURL(url);
      this.#kept.delete(of);
      this.#bytes -= bytes;
    }
  }
}
