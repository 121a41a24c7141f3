/** Times as the clock on the wall shows them; the station says them in UTC. */

/** Such as `2026-11-22 08:00:01`. */
export function localTime(time: Date): string {
  return `${localDay(time)} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':')}`;
}

/** Such as `2026-11-22`. */
export function localDay(time: Date): string {
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
