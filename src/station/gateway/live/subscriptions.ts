/** Which part of its connection's events a client has asked for: a list of subscriptions with names of the client's, or null for everything. Pure. */
import type { Subscription } from '../../../contract/live.ts';

export type Subscriptions = readonly Subscription[] | null;

const mostSubscriptions = 50;
/** What they name is compared with every event: so much is plenty for a screen, and nothing to the station. */
const mostNames = 500;

/** Of two with one name the later counts. */
export function oneOfEachName(subscriptions: readonly Subscription[]): Subscription[] {
  return [...new Map(subscriptions.map((it) => [it.id, it])).values()];
}

export function withSubscription(held: Subscriptions, one: Subscription): Subscription[] {
  return [...withoutSubscription(held, one.id), one];
}

export function withoutSubscription(held: Subscriptions, id: string): Subscription[] {
  return (held ?? []).filter((it) => it.id !== id);
}

export function holds(held: Subscriptions, id: string): boolean {
  return held?.some((it) => it.id === id) ?? false;
}

/** Why a connection may not hold these, as a sentence; null when it may. */
export function problemOf(subscriptions: readonly Subscription[]): string | null {
  if (subscriptions.length > mostSubscriptions) return `A connection has at most ${mostSubscriptions} subscriptions.`;
  const names = subscriptions.reduce((sum, { exams, types, batches }) => sum + (exams?.length ?? 0) + (types?.length ?? 0) + (batches?.length ?? 0), 0);
  return names > mostNames ? `The subscriptions of a connection name at most ${mostNames} exams, types and batches.` : null;
}
