/** What a session needs of the hub that holds it. */
import type { Access } from '../access/access.ts';
import type { Audience, Filter } from './audience.ts';
import type { Counters } from './counters.ts';

/** `Session` is the session's own class: the two do not import each other. */
export interface SessionHost<Session> {
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
  audienceOf(filter: Filter): Audience<Session>;
  forget(audience: Audience<Session>): void;
  /** Serves what lies between its position and the head, then lets it go live. */
  catchUp(session: Session): void;
  ended(session: Session): void;
  onTrouble(trouble: string): void;
}
