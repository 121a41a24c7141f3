/** How fast pages are read, from what was read so far at moments of the last minute. Pure. */
export interface Moment { readonly at: number; readonly done: number }

const windowMs = 60_000;
/** Less says nothing. */
const leastMs = 3000;

/** The moments with another one, without those that are too old; the same when nothing was done since the last. */
export function withMoment(moments: readonly Moment[], now: Moment): readonly Moment[] {
  const last = moments.at(-1);
  // More put in again, or another exam: what was before says nothing about it.
  if (last !== undefined && now.done < last.done) return [now];
  if (last !== undefined && last.done === now.done) return moments;
  return [...moments.filter(({ at }) => now.at - at < windowMs), now];
}

/** Pages a minute; null while it is too early to say. */
export function pagesAMinute(moments: readonly Moment[], now: number): number | null {
  const first = moments[0];
  const last = moments.at(-1);
  if (first === undefined || last === undefined || last.done === first.done || now - first.at < leastMs) return null;
  return ((last.done - first.done) / (now - first.at)) * 60_000;
}

/** Milliseconds until the rest is done at this rate. */
export function timeLeftMs(left: number, aMinute: number | null): number | null {
  return aMinute === null || aMinute <= 0 ? null : (left / aMinute) * 60_000;
}
