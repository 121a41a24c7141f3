/** `2026-11-22 14:05`: what somebody who names nothing finds again. */
export function batchNameNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}
