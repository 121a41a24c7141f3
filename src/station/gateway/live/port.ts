/** A message port of the window as the transport of a session: the same messages, as objects. */
import type { Outgoing } from './outgoing.ts';
import type { Transport } from './transport.ts';

/** One end of a message port: an Electron MessagePortMain or a MessagePort of Node, made alike by the caller. */
export interface LivePort {
  /** A message as an object of the live protocol. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

export function portTransport(port: LivePort): Transport {
  return {
    mayFallSilent: false,
    here: true,
    // A port takes everything at once and does not tell when it was read.
    unsentBytes: () => 0,
    write(out: Outgoing, onLeft?: () => void) {
      try {
        for (const message of out.messages) port.send(message);
      } catch {
        // The window has just gone, and will say so.
        port.close();
      }
      if (onLeft) setImmediate(onLeft);
    },
    close: () => port.close(),
    terminate: () => port.close(),
  };
}
