/** What a device has under way and may not do any more is broken off the moment it is revoked, or gets another role or other exams: an upload does not go on, a download does not come to its end, and a body that comes slowly comes too late. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../contract/access.ts';
import { routes } from '../../../contract/routes.ts';
import type { Access } from '../access/access.ts';

export interface UnderWay {
  /** Until its answer has gone out, or its socket has. `check` throws when somebody may not ask this. */
  note(request: FastifyRequest, reply: FastifyReply, principal: Principal, check: (now: Principal) => void): void;
}

/** A device that signs itself out is answered. */
const answered: ReadonlySet<string> = new Set([routes.endSession, routes.revokeDevice].map(({ method, path }) => `${method} ${path}`));

export function underWayOf(app: FastifyInstance, { onChanged }: Pick<Access, 'onChanged'>): UnderWay {
  const known = new Map<string, Map<FastifyRequest, (now: Principal) => void>>();

  const stop = onChanged(({ principalId, principal }) => {
    for (const [request, check] of known.get(principalId) ?? []) {
      const still = principal === null ? answered.has(`${request.method} ${request.routeOptions.url ?? ''}`) : mayStill(check, principal);
      if (!still) request.raw.socket.destroy();
    }
  });
  app.addHook('onClose', async () => stop());

  return {
    note(request, reply, { id, local }, check) {
      // What those on the machine itself may do never changes.
      if (local || request.raw.socket.destroyed) return;
      const own = known.get(id) ?? new Map<FastifyRequest, (now: Principal) => void>();
      known.set(id, own.set(request, check));
      reply.raw.once('close', () => {
        own.delete(request);
        if (own.size === 0 && known.get(id) === own) known.delete(id);
      });
    },
  };
}

function mayStill(check: (now: Principal) => void, principal: Principal): boolean {
  try {
    check(principal);
    return true;
  } catch {
    return false;
  }
}
