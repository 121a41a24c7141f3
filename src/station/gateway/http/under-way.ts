/** What a device has under way when it is revoked is broken off: an upload does not go on, and a download does not come to its end. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routes } from '../../../contract/routes.ts';
import type { Access } from '../access/access.ts';

/** A device that signs itself out is answered. */
const answered: ReadonlySet<string> = new Set([routes.endSession, routes.revokeDevice].map(({ method, path }) => `${method} ${path}`));

/** The function notes a request of somebody who is signed in; it is forgotten when its answer has gone out, or its socket has. */
export function breaksOffRevoked(app: FastifyInstance, { onChanged }: Pick<Access, 'onChanged'>): (principalId: string, request: FastifyRequest) => void {
  const underWay = new Map<string, Set<FastifyRequest>>();
  const whose = new WeakMap<FastifyRequest, string>();

  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      const principalId = whose.get(request);
      if (principalId === undefined) return;
      const own = underWay.get(principalId);
      own?.delete(request);
      if (own?.size === 0) underWay.delete(principalId);
    });
  });
  const stop = onChanged(({ principalId, principal }) => {
    if (principal) return;
    for (const request of underWay.get(principalId) ?? []) {
      if (!answered.has(`${request.method} ${request.routeOptions.url ?? ''}`)) request.raw.socket.destroy();
    }
  });
  app.addHook('onClose', async () => stop());

  return (principalId, request) => {
    if (request.raw.socket.destroyed) return;
    const own = underWay.get(principalId) ?? new Set();
    underWay.set(principalId, own.add(request));
    whose.set(request, principalId);
  };
}
