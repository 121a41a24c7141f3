/** What a session needs of the hub that holds it. */
import type { Access } from '../access/access.ts';
import type { Audience, Filter } from './audience.ts';
import type { Session } from './session.ts';

/** Of all connections since the hub was opened; `queued` is what waits now. */
export interface Counters {
  queued: number;
  dropped: number;
  overflows: number;
  sentMessages: number;
  sentBytes: number;
  receivedBytes: number;
  refused: number;
}

export interface SessionHost {
  /** Identity of the log. */
  readonly record: string;
  readonly heartbeatMs: number;
  readonly reconnectDelaysMs: readonly number[];
  readonly maxMessageQueue: number;
  readonly access: Access;
  readonly counters: Counters;
  /** Whole milliseconds since the hub was opened. */
  now(): number;
  lastSeq(): number;
  positionOf(session: Session): number;
  /** Grows whenever somebody's rights change. */
  rightsVersion(): number;
  audienceOf(filter: Filter): Audience;
  forget(audience: Audience): void;
  /** Serves what lies between its position and the head, then lets it go live. */
  catchUp(session: Session): void;
  ended(session: Session): void;
  onTrouble(trouble: string): void;
}
