/** Where a socket asks to become a live connection. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { ZhiyueError } from '../../../contract/errors.ts';
import { livePath } from '../../../contract/live.ts';
import { problemMediaType } from '../../../contract/problem.ts';
import type { Doors } from '../access/access.ts';
import type { LiveHub } from '../live/hub.ts';
import { askedAt } from './asked-at.ts';
import { refusal } from './problems.ts';

export interface UpgradeParts { readonly doors: Doors; readonly hub: Pick<LiveHub, 'upgrade'>; readonly hidden: string; readonly onTrouble: (trouble: string) => void }

/** Lets it through to the hub at `livePath` when the doors do; else answers with a problem document and closes. */
export function upgradeDoor({ doors, hub, hidden, onTrouble }: UpgradeParts): (request: IncomingMessage, socket: Duplex, head: Uint8Array) => void {
  return (request, socket, head) => {
    try {
      const path = (request.url ?? '').split('?')[0];
      doors.check(askedAt(request));
      if (path !== livePath) throw new ZhiyueError('not-found', `Live connections are at ${livePath}.`);
      hub.upgrade(request, socket, head);
    } catch (error) {
      const { problem, trouble } = refusal(error, { requestId: randomUUID(), hidden });
      if (trouble !== null) onTrouble(trouble);
      refuseSocket(socket, problem.status, JSON.stringify(problem));
    }
  };
}

/** Also for what is no HTTP at all: nothing but a status line, a problem document, and the end. */
export function refuseSocket(socket: Duplex, status: number, problem: string): void {
  // The peer may have gone already.
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: ${problemMediaType}\r\ncontent-length: ${Buffer.byteLength(problem)}\r\n\r\n${problem}`);
}
