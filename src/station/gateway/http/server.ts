/** The HTTP server of the gateway: one Fastify instance for sockets and for the window, with every route of the contract. */
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ZhiyueError } from '../../../contract/errors.ts';
import { fault } from '../../../contract/faults.ts';
import { problemMediaType } from '../../../contract/problem.ts';
import { ownScreens } from '../../own-files.ts';
import { version } from '../../version.ts';
import type { Access, Doors } from '../access/access.ts';
import type { LiveHub } from '../live/hub.ts';
import type { GatewayParts } from '../parts.ts';
import { askedAt } from './asked-at.ts';
import { openAtWork } from './at-work.ts';
import { refuseBrokenHttp, refuseExpectation } from './broken-http.ts';
import type { HttpDoor } from './door.ts';
import { type Refusals, serveDocs } from './docs-page.ts';
import type { Figures } from './figures.ts';
import type { Handlers } from './handlers.ts';
import { openIdempotency } from './idempotency.ts';
import { injectInto } from './inject.ts';
import { closingMs, listenBacklog, maxJsonBytes, serverLimits } from './limits.ts';
import { refusal } from './problems.ts';
import { refusedAddress } from './refused-address.ts';
import { registerRoutes } from './register.ts';
import { serveScreens } from './screens.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { openTickets } from './tickets.ts';
import { upgradeDoor } from './upgrade.ts';
import { underWayOf } from './under-way.ts';
import { whoAsksBy } from './who-asks.ts';

export interface HttpParts extends Pick<GatewayParts, 'store' | 'now' | 'onTrouble'> {
  readonly config: Pick<GatewayParts['config'], 'maxConnections'>;
  readonly access: Pick<Access, 'signedIn' | 'onChanged'>;
  readonly doors: Doors;
  readonly hub: Pick<LiveHub, 'upgrade'>;
  readonly handlers: Handlers;
  readonly figures: Pick<Figures, 'observe'>;
  /** The built screens; `out/renderer` beside `src` when left out. */
  readonly screens?: string;
}

export async function openHttp(parts: HttpParts): Promise<HttpDoor> {
  const { config, store, now, onTrouble, access, doors, hub, handlers, figures, screens = ownScreens() } = parts;
  const hidden = store.dataFolder;
  const { connectionsCheckingInterval, headersTimeout, maxHeaderSize, requireHostHeader, ...timeouts } = serverLimits;
  const app = fastify({
    logger: false, genReqId: () => randomUUID(), bodyLimit: maxJsonBytes, routerOptions: { maxParamLength: 2000 }, ...timeouts, http: { connectionsCheckingInterval, headersTimeout, maxHeaderSize, requireHostHeader },
    forceCloseConnections: 'idle', return503OnClosing: false,
    clientErrorHandler: refuseBrokenHttp,
    frameworkErrors: (error, request, reply) => { answerRefusal(error, request, reply); },
  });
  app.server.on('checkExpectation', refuseExpectation);
  app.server.maxConnections = config.maxConnections + 1000;

  function answerRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { problem, headers, trouble } = refusal(error, { requestId: request.id, hidden });
    const route = `(${request.method} ${request.routeOptions.url ?? 'no route'})`;
    // Whoever breaks off is no fault of ours: a line, for somebody who wonders where a file has stayed.
    if (reply.raw.destroyed || (request.raw.destroyed && !request.raw.complete)) onTrouble(`request ${request.id} was broken off by its sender ${route}${trouble === null ? '' : `: ${firstLine(error)}`}`);
    else if (trouble !== null) onTrouble(`${trouble}\n${route}`);
    // Whoever is refused in the middle of a long body does not send the rest.
    if (request.raw.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > maxJsonBytes) reply.header('connection', 'close');
    for (const name of ['content-disposition', 'content-length', 'etag']) reply.removeHeader(name);
    return reply.code(problem.status).headers({ 'cache-control': 'no-store', ...headers }).header('content-type', problemMediaType).send(JSON.stringify(problem));
  }

  const tickets = openTickets();
  const idempotency = openIdempotency(store, { now, onTrouble });
  const atWork = openAtWork();
  let closing = false;

  app.setErrorHandler(answerRefusal);
  app.addHook('onRequest', async (request) => {
    if (closing) throw new ZhiyueError('station-closed', 'The station is being stopped.');
    if (tickets.principalOf(request.raw) === null) doors.check(askedAt(request.raw));
  });
  app.addHook('onResponse', async (request, reply) => {
    figures.observe({ route: `${request.method} ${request.routeOptions.url ?? 'unknown'}`, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
  });
  await setSecurityHeaders(app);
  await app.register(cookie);
  const whoAsks = await whoAsksBy(app, { access, tickets });
  registerRoutes(app, { handlers, store, idempotency, atWork, whoAsks, tickets, underWay: underWayOf(app, access) });
  const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply => answerRefusal(refusedAddress(request.method, request.url), request, reply);
  serveDescription(app, { notFound, failed: answerRefusal });
  const screen = await serveScreens(app, screens);
  app.setNotFoundHandler((request, reply) => screen(request, reply) ?? notFound(request, reply));
  await app.ready();

  const upgrade = upgradeDoor({ doors, hub, hidden, onTrouble });
  return {
    inject: injectInto(app, tickets),
    routing: (request, response) => app.routing(request, response),
    upgrade,
    async listenLoopback(port) {
      app.server.on('upgrade', upgrade);
      try {
        return await app.listen({ host: '127.0.0.1', port, backlog: listenBacklog });
      } catch (cause) {
        throw ZhiyueError.of('option-invalid', [fault('option-port-used', { port, variable: 'ZHIYUE_PORT' })], { about: `port ${port}`, cause });
      }
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      idempotency[Symbol.dispose]();
      const impatient = setTimeout(() => app.server.closeAllConnections(), 2 * closingMs);
      try {
        await Promise.all([app.close(), atWork.ended(closingMs)]);
      } finally {
        clearTimeout(impatient);
      }
    },
  };
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** The OpenAPI document and the page that shows it. Both are made when somebody asks. */
function serveDescription(app: FastifyInstance, refusals: Refusals): void {
  let text: Promise<string> | null = null;
  const document = (): Promise<string> => (text ??= import('./openapi.ts').then(({ openApiDocument }) => JSON.stringify(openApiDocument(version))));
  app.get('/api/openapi.json', async (_request, reply) => reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(await document()));
  serveDocs(app, document, refusals);
}
