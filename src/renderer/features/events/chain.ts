/** A chain of events as lines: how deep each stands below its cause, and how long after the first it happened. Pure. */
import type { StoredEvent } from '../../../contract/events.ts';

export interface ChainLine { readonly event: StoredEvent; readonly depth: number; /** After the first. */ readonly ms: number }

/** Each below its cause, effects of one cause in their order; `events` in the order in which they happened. */
export function chainLines(events: readonly StoredEvent[]): readonly ChainLine[] {
  const ids = new Set(events.map((event) => event.event_id));
  const roots = events.filter(({ causation_id: cause }) => cause === null || !ids.has(cause));
  const [first] = events;
  const from = first === undefined ? 0 : Date.parse(first.at);
  const below = (event: StoredEvent, depth: number): ChainLine[] => [{ event, depth, ms: Date.parse(event.at) - from }, ...events.filter(({ causation_id: cause }) => cause === event.event_id).flatMap((effect) => below(effect, depth + 1))];
  return roots.flatMap((root) => below(root, 0));
}

/** `0 ms`, `1.25 s`, `3:05`. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
