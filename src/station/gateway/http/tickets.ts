/** Who asks from the window: a ticket for each request, said where a socket has the address of its peer. No header or cookie of a request over a socket can stand there. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Principal } from '../../../contract/access.ts';

export interface Tickets {
  /** Good for one request; disposing takes it back. `signal`: aborts when the window gives up, which shows on no socket. */
  issue(principal: Principal, signal?: AbortSignal): Disposable & { readonly ticket: string };
  /** The window's principal, or null for a request over a socket. */
  principalOf(request: IncomingMessage): Principal | null;
  signalOf(request: IncomingMessage): AbortSignal | null;
}

export function openTickets(): Tickets {
  const issued = new Map<string, { readonly principal: Principal; readonly signal: AbortSignal | null }>();
  const ticketOf = ({ socket }: IncomingMessage) => {
    const { remoteAddress }: { readonly remoteAddress?: string | undefined } = socket;
    return socket instanceof Socket || remoteAddress === undefined ? null : issued.get(remoteAddress) ?? null;
  };
  return {
    issue(principal, signal) {
      const ticket = `window:${randomUUID()}`;
      issued.set(ticket, { principal, signal: signal ?? null });
      return { ticket, [Symbol.dispose]: () => { issued.delete(ticket); } };
    },
    principalOf: (request) => ticketOf(request)?.principal ?? null,
    signalOf: (request) => ticketOf(request)?.signal ?? null,
  };
}
