/** Who is behind a request: the window by its ticket, everybody else by an access token; and whether they ask too often. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { RouteSpec } from '../../../contract/route.ts';
import type { Access } from '../access/access.ts';
import { isLoopback } from '../access/loopback.ts';
import { requestsPerMinute, workerRequestsPerMinute } from './limits.ts';
import { nobody } from './permission.ts';
import { RateLimited } from './problems.ts';
import type { Tickets } from './tickets.ts';

export type WhoAsks = (request: FastifyRequest, needs: RouteSpec['needs']) => Promise<Principal>;

/** The function throws ZhiyueError not-signed-in, token-expired, device-revoked, rate-limited. */
export async function whoAsksBy(app: FastifyInstance, { access, tickets }: { readonly access: Pick<Access, 'signedIn'>; readonly tickets: Tickets }): Promise<WhoAsks> {
  await app.register(rateLimit, { global: false, cache: 10_000 });
  const askers = new WeakMap<FastifyRequest, string>();
  const counting = (max: number) => app.createRateLimit({ max, timeWindow: 60_000, keyGenerator: (request) => askers.get(request) ?? request.ip });
  const [count, countWorkers] = [counting(requestsPerMinute), counting(workerRequestsPerMinute)];

  return async (request, needs) => {
    const atTheWindow = tickets.principalOf(request.raw);
    if (atTheWindow) return atTheWindow;
    const { principal, refused } = await signedIn(access, request.headers.authorization);
    if (principal?.local) {
      // Somebody who got hold of the window's secret is of no use to himself elsewhere.
      if (!isLoopback(request.ip)) throw new ZhiyueError('not-signed-in', 'This token is of use on the machine of the station only.');
      return principal;
    }
    // Strangers are counted route by route: what a foreign page makes a browser ask must not keep the same browser from signing in.
    askers.set(request, principal ? principal.id : `address ${request.ip} ${request.routeOptions.url ?? ''}`);
    const counted = await (principal?.role === 'worker' ? countWorkers : count)(request);
    if (!counted.isAllowed && counted.isExceeded) throw new RateLimited(Math.max(1, counted.ttlInSeconds));
    if (principal) return principal;
    if (needs === 'anyone') return nobody;
    throw refused;
  };
}

async function signedIn(access: Pick<Access, 'signedIn'>, authorization: string | undefined): Promise<{ readonly principal: Principal | null; readonly refused: unknown }> {
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { principal: null, refused: new ZhiyueError('not-signed-in', 'This needs an access token: `Authorization: Bearer …`.') };
  try {
    return { principal: (await access.signedIn(token)).principal, refused: null };
  } catch (refused) {
    if (refused instanceof ZhiyueError) return { principal: null, refused };
    throw refused;
  }
}
