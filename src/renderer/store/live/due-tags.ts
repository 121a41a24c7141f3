/** Answers that have grown old are read again at once, and then at most every two seconds, however many events come: no storms of requests. */
import type { Tag } from '../api.ts';

export interface DueTag { readonly type: Tag; readonly id?: string }

export const leastMsBetweenRefetches = 2000;

export class DueTags {
  #due = new Map<string, DueTag>();
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #refetch: (tags: readonly DueTag[]) => void;

  constructor(refetch: (tags: readonly DueTag[]) => void) {
    this.#refetch = refetch;
  }

  add(tags: readonly DueTag[]): void {
    for (const tag of tags) this.#due.set(`${tag.type} ${tag.id ?? ''}`, tag);
    if (this.#due.size === 0 || this.#timer !== null) return;
    const wait = this.#lastAt + leastMsBetweenRefetches - Date.now();
    if (wait <= 0) this.#now();
    else this.#timer = setTimeout(() => this.#now(), wait);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#due.clear();
  }

  #now(): void {
    const tags = [...this.#due.values()];
    this.#due.clear();
    this.#timer = null;
    this.#lastAt = Date.now();
    this.#refetch(tags);
  }
}
