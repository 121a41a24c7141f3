/**
 * How far a feed has heard, in which record. What is at or before that place was told already; what hello names after a break is this place.
 * Where the station cannot go on from it, welcome says another place and a resync follows. Only the resync moves us there: a break in between must not hide that something was missed.
 */
export interface Place { readonly record: string; readonly position: number }

export class PlaceInLog {
  /** Null: from now, whatever now is when the first welcome comes. */
  #at: Place | null;
  /** Of a welcome after which a resync must come. */
  #elsewhere: string | null = null;

  constructor(from: Place | null) {
    this.#at = from;
  }

  get at(): Place | null {
    return this.#at;
  }

  welcomed(to: Place): void {
    this.#elsewhere = null;
    if (this.#at === null) this.#at = { record: to.record, position: to.position };
    else if (this.#at.record !== to.record || this.#at.position !== to.position) this.#elsewhere = to.record;
  }

  resynced(position: number): void {
    const record = this.#elsewhere ?? this.#at?.record;
    if (record !== undefined) this.#at = { record, position };
    this.#elsewhere = null;
  }

  /** An event, or a ping that says up to where we were served. True when it is further than we were: an event is to be told then. */
  reached(position: number): boolean {
    if (this.#at === null || this.#elsewhere !== null || position <= this.#at.position) return false;
    this.#at = { record: this.#at.record, position };
    return true;
  }
}
