/** Where a socket asks to become a live connection. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { ZhiyueError } from '../../../contract/errors.ts';
import { livePath } from '../../../contract/live.ts';
import type { Doors } from '../access/access.ts';
import type { LiveHub } from '../live/hub.ts';
import { askedAt } from './asked-at.ts';
import { refusal } from './problems.ts';
import { refuseSocket } from './refuse-socket.ts';

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
      const { problem, headers, trouble } = refusal(error, { requestId: randomUUID(), hidden });
      if (trouble !== null) onTrouble(trouble);
      refuseSocket(socket, problem, headers);
    }
  };
}
