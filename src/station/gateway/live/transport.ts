/** What lies between a session and its client: a WebSocket or a message port. */
import type { Outgoing } from './outgoing.ts';

export interface Transport {
  /** A port cannot lose its other end unnoticed; a socket can, and is then silent. */
  readonly mayFallSilent: boolean;
  /** Whether the other end is on this machine. */
  readonly here: boolean;
  /** Bytes that were written and have not left this process. */
  unsentBytes(): number;
  /** Writes now; `onLeft` is called once, when it has left this process or never will. */
  write(out: Outgoing, onLeft?: () => void): void;
  /** Lets out what was written, then ends. `code` is a WebSocket close code. */
  close(code: number): void;
  /** Ends at once. */
  terminate(): void;
}
