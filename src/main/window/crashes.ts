/** A window whose process has died comes back by itself, unless it dies again and again. */
const withinMs = 60_000;
const mostOften = 3;

/** `times`: of the deaths so far, in milliseconds; the last one is now. */
export function afterCrash(times: readonly number[]): 'reload' | 'ask' {
  const now = times.at(-1) ?? 0;
  return times.filter((at) => now - at < withinMs).length > mostOften ? 'ask' : 'reload';
}
