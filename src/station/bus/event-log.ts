import type { StoredEvent } from '../../contract/events.ts';

/** The history that the bus carries; the store implements it. */
export interface EventLog {
  /** Identity of this log (of the data folder): a stream that was written from another log is dropped. */
  readonly id?: string;
  /** At most `limit` events with seq > `after`, ascending. */
  since(after: number, limit: number): readonly StoredEvent[];
  /** The highest seq; 0 when there is none. */
  lastSeq(): number;
  /** Calls back after a transaction with events has been committed. Returns the unsubscriber. */
  onAppended(listener: () => void): () => void;
}

/**
 * How far each handler group has come, kept in the record. The bus sets it shortly after the effect (up to 50 ms later, so that a crash can
 * deliver an event again); a handler that must not see an event twice sets it in the transaction of its own effect.
 */
export interface GroupPositions {
  /** Highest seq this group has dealt with; 0 for a group nobody has heard of. */
  get(group: string): number;
  set(group: string, seq: number): void;
}

/** An event that a group could not handle, as it lies in the dead-letter stream. */
export interface DeadLetter {
  readonly group: string;
  readonly event: StoredEvent;
  /** How often it was tried. */
  readonly attempts: number;
  readonly error: { readonly code: string; readonly message: string };
  /** ISO 8601, UTC. */
  readonly at: string;
}
