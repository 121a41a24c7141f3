import type { NewEvent, StoredEvent } from '../../contract/events.ts';

/** The history that the bus carries; the store implements it. */
export interface EventLog {
  /** Identity of this log (of the data folder): a stream that was written from another log is dropped. */
  readonly id: string;
  /** At most `limit` events with seq > `after`, ascending. */
  since(after: number, limit: number): readonly StoredEvent[];
  /** The same of one exam; null: of what is about the station as a whole. */
  ofExam(examId: string | null, after: number, limit: number): readonly StoredEvent[];
  /** Exams with events of seq > after and ≤ end, each once. */
  examsBetween(after: number, end: number): readonly (string | null)[];
  /** The highest seq; 0 when there is none. */
  lastSeq(): number;
  /** Writes events that announce no other change, together; their payloads were checked (`checkPayload`). Resolves once they are on disk. Throws ZhiyueError disk-full. */
  append(events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
  /** Calls back after a transaction with events has been committed; `packs`: those that were written together. Returns the unsubscriber. */
  onAppended(listener: AppendListener): () => void;
}

/** Events `first` to `last`, and their envelopes as one JSON array: made once, for the log and for the stream. */
export interface Pack { readonly first: number; readonly last: number; readonly bytes: Buffer }

export type AppendListener = (events: readonly StoredEvent[], packs: readonly Pack[]) => void;
