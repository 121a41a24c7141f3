/** How often a client may speak: 50 messages a second, 100 at once (the generic cell rate algorithm, ITU-T I.371: one number a connection). */
const everyMs = 1000 / 50;
const burst = 100;

/** `paidUntil` is what the last call returned, 0 at first. The next such number, or null when the client speaks too often. */
export function afterMessage(paidUntil: number, nowMs: number): number | null {
  const next = Math.max(paidUntil, nowMs) + everyMs;
  return next - nowMs > burst * everyMs ? null : next;
}
