/** What somebody has entered and not given to the station yet. It outlives the screen it was entered on, and the page being loaded anew, until it is given, discarded, or the person signs out. */
import type { z } from 'zod';
import type { WebStorage } from '../../client/storage.ts';

const prefix = 'zhiyue.draft.';
type Place = WebStorage & Pick<Storage, 'length' | 'key'>;

export class Drafts {
  readonly #here = new Map<string, unknown>();
  readonly #place: Place | null;

  /** `place`: keeps them over a reload; null where the browser has none. */
  constructor(place: Place | null) {
    this.#place = place;
  }

  /** Null: none, or not what it should be (of an older version of the screens). */
  read<T>(name: string, schema: z.ZodType<T>): T | null {
    const draft = schema.safeParse(this.#here.get(name) ?? this.#kept(name));
    return draft.success ? draft.data : null;
  }

  /** Null forgets it. What JSON cannot tell, such as a file, stays until the page is loaded anew. */
  keep(name: string, draft: object | null): void {
    if (draft === null) this.#here.delete(name);
    else this.#here.set(name, draft);
    try {
      if (draft === null || draft instanceof Blob) this.#place?.removeItem(prefix + name);
      else this.#place?.setItem(prefix + name, JSON.stringify(draft));
    } catch {
      // No room, or not allowed: then it outlives the screen only.
    }
  }

  clear(): void {
    this.#here.clear();
    try {
      const names = Array.from({ length: this.#place?.length ?? 0 }, (_, i) => this.#place?.key(i) ?? '');
      for (const name of names) if (name.startsWith(prefix)) this.#place?.removeItem(name);
    } catch {
      // As above.
    }
  }

  #kept(name: string): unknown {
    try {
      return JSON.parse(this.#place?.getItem(prefix + name) ?? 'null');
    } catch {
      return null;
    }
  }
}

/** Of one tab or window, and over a reload of it. */
export function openDrafts(): Drafts {
  try {
    return new Drafts(sessionStorage);
  } catch {
    return new Drafts(null);
  }
}
