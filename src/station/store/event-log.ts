/** The event log as the relay and the handlers see it: append-only, `seq` from 1 without gaps, never trimmed. */
import type { StoredEvent } from '../../contract/events.ts';

export interface EventLog {
  /** Events with `seq` greater than `after`, in order, at most `limit`. */
  since(after: number, limit: number): readonly StoredEvent[];
  /** 0 when the log is empty. */
  lastSeq(): number;
  /** Calls the listener after a commit that appended events, with the highest `seq`; returns what stops it. */
  onAppended(listener: (lastSeq: number) => void): () => void;
}

/** How far each consumer group is, in the record, so that Redis may lose everything. */
export interface GroupPositions {
  /** 0 for a group that has handled nothing. */
  get(group: string): number;
  set(group: string, seq: number): void;
}
