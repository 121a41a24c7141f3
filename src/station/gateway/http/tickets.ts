/** Who asks from the window: a ticket for each request, said where a socket has the address of its peer. No header or cookie of a request over a socket can stand there. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Principal } from '../../../contract/access.ts';

export interface Tickets {
  /** Good for one request; disposing takes it back. */
  issue(principal: Principal): Disposable & { readonly ticket: string };
  /** The window's principal, or null for a request over a socket. */
  principalOf(request: IncomingMessage): Principal | null;
}

export function openTickets(): Tickets {
  const issued = new Map<string, Principal>();
  return {
    issue(principal) {
      const ticket = `window:${randomUUID()}`;
      issued.set(ticket, principal);
      return { ticket, [Symbol.dispose]: () => { issued.delete(ticket); } };
    },
    principalOf({ socket }) {
      const { remoteAddress }: { readonly remoteAddress?: string | undefined } = socket;
      return socket instanceof Socket || remoteAddress === undefined ? null : issued.get(remoteAddress) ?? null;
    },
  };
}
