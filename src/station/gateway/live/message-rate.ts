/** How much a client may say: 50 small messages a second, 100 at once (the generic cell rate algorithm, ITU-T I.371: one number a connection). Long ones, and those that make work, cost as much as several. */
const everyMs = 1000 / 50;
const burst = 100;

/** Every further kilobyte of a message is parsed and checked like a message of its own. */
export function costOf(bytes: number): number {
  return 1 + Math.floor(bytes / 1024);
}

/** Beside the message itself: changed subscriptions lead to another audience and a look into the log. */
export const subscriptionCost = 4;

/** `paidUntil` is what the last call returned, 0 at first. The next such number, or null when the client says too much. */
export function afterMessage(paidUntil: number, nowMs: number, cost = 1): number | null {
  const next = Math.max(paidUntil, nowMs) + cost * everyMs;
  return next - nowMs > burst * everyMs ? null : next;
}
