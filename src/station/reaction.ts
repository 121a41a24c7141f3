/** What a handler group does about one type of event. */
import { type EventOf, eventOf, type EventType, type StoredEvent } from '../contract/events.ts';

export interface Reaction { readonly type: EventType; act(event: StoredEvent): Promise<void> }

/** The event's payload is parsed once, here. */
export function on<T extends EventType>(type: T, act: (event: EventOf<T>) => Promise<void>): Reaction {
  return { type, act: (event) => act(eventOf(type, event)) };
}
