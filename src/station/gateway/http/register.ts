/** Every route of the contract, registered from the one table: who asks, may they, does it fit, do it once, does the answer fit. */
import { createHash } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { RouteSpec } from '../../../contract/route.ts';
import type { RouteName } from '../../../contract/routes.ts';
import type { Store } from '../../store/store.ts';
import { fileAnswer, jsonAnswer } from './answers.ts';
import type { Asked } from './asked.ts';
import type { AtWork } from './at-work.ts';
import { sendFile } from './file-reply.ts';
import type { EarlierTry, Handlers, UploadedFile } from './handlers.ts';
import type { Idempotency, KeptAnswer } from './idempotency.ts';
import { parsed } from './input.ts';
import { refuseDeepJson } from './json-depth.ts';
import { maxJsonBytes } from './limits.ts';
import { checkExam, checkRole } from './permission.ts';
import { RequestInvalid } from './problems.ts';
import { routeNames, specs } from './route-table.ts';
import { endWhenLate, endWhenSilent } from './slow-bodies.ts';
import type { UnderWay } from './under-way.ts';
import { uploadParts } from './upload-parts.ts';
import { utf8Text } from './utf8-text.ts';
import type { Tickets } from './tickets.ts';
import type { WhoAsks } from './who-asks.ts';

export interface RegisterParts {
  readonly handlers: Handlers;
  readonly store: Store;
  readonly idempotency: Idempotency;
  readonly atWork: Pick<AtWork, 'run'>;
  readonly whoAsks: WhoAsks;
  readonly tickets: Pick<Tickets, 'signalOf'>;
  readonly underWay: UnderWay;
}

/** A handler seen from the table: its own schemas have parsed what it is given, so the types of its route hold. */
interface Answering { answer(request: Asked): Promise<unknown> }

/** Their answers hold secrets, which are kept nowhere. */
const neverKept: ReadonlySet<RouteName> = new Set<RouteName>(['pair', 'refreshSession', 'createPairing']);

export function registerRoutes(app: FastifyInstance, parts: RegisterParts): void {
  const register = (into: FastifyInstance, takes: (body: RouteSpec['body']) => boolean): void => {
    for (const name of routeNames.filter((it) => takes(specs[it].body))) registerRoute(into, name, parts);
  };
  // Which bodies are taken is settled by the scope in which a route stands.
  app.register(async (json) => {
    json.removeContentTypeParser('text/plain');
    const parse = json.getDefaultJsonParser('error', 'error');
    json.removeContentTypeParser('application/json');
    json.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
      try {
        const text = utf8Text(body, request.headers['content-type']);
        // A request without a body may say that it is JSON.
        if (text === '') return done(null, undefined);
        refuseDeepJson(text);
        void parse(request, text, done);
      } catch (error) {
        done(error instanceof Error ? error : new ZhiyueError('request-invalid', 'The body is malformed.'));
      }
    });
    register(json, (body) => body !== 'bytes' && body !== 'files');
  });
  app.register(async (bytes) => {
    bytes.removeAllContentTypeParsers();
    bytes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    register(bytes, (body) => body === 'bytes');
  });
  app.register(async (files) => {
    files.removeAllContentTypeParsers();
    await files.register(multipart, { throwFileSizeLimit: true });
    register(files, (body) => body === 'files');
  });
}

interface Admitted { readonly principal: Principal; readonly params: unknown; readonly query: unknown }

function registerRoute(app: FastifyInstance, name: RouteName, { handlers, store, idempotency, atWork, whoAsks, tickets, underWay }: RegisterParts): void {
  const spec = specs[name];
  const handler: Answering = { answer: handlers[name] };
  const admitted = new WeakMap<FastifyRequest, Admitted>();

  app.route({
    method: spec.method,
    url: spec.path,
    config: { name },
    bodyLimit: spec.maxBytes ?? maxJsonBytes,
    // Before any byte of the body is read.
    async onRequest(request, reply) {
      const principal = await whoAsks(request, spec.needs);
      checkRole(spec, principal);
      const params = parsed(spec.params, request.params, 'params');
      const query = queryOf(spec, request.query);
      checkExam(spec, principal, params, query, store.db);
      underWay.note(request, reply, principal, (now) => {
        checkRole(spec, now);
        checkExam(spec, now, params, query, store.db);
      });
      admitted.set(request, { principal, params, query });
      if (spec.body === 'files') endWhenSilent(request.raw);
      else endWhenLate(request.raw);
    },
    async handler(request, reply) {
      const who = admitted.get(request);
      if (!who) throw new ZhiyueError('not-signed-in', 'Nobody asks.');
      const body = bodyOf(spec, request);
      const gone = new AbortController();
      reply.raw.once('close', () => { if (!reply.raw.writableFinished) gone.abort(); });
      if (reply.raw.destroyed) gone.abort();
      const window = tickets.signalOf(request.raw);
      window?.addEventListener('abort', () => gone.abort(), { signal: gone.signal });
      if (window?.aborted) gone.abort();
      const asked: Asked = {
        ...who, body, earlier: null, signal: gone.signal,
        files: spec.body === 'files' ? uploadParts(request, spec.maxBytes ?? maxJsonBytes) : noFiles(),
        from: {
          answered: new Promise((resolve) => { reply.raw.once('close', resolve); }),
          address: request.ip, secure: request.protocol === 'https', cookies: request.cookies,
          setCookie: (cookie, value, maxAgeSeconds) => void reply.setCookie(cookie, value ?? '', { path: '/api/session', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', maxAge: value === null ? 0 : maxAgeSeconds }),
        },
      };
      if (spec.answer === 'file') return sendFile(request, reply, fileAnswer(name, await atWork.run(() => handler.answer(asked), gone)));
      const act = async (earlier: EarlierTry | null): Promise<KeptAnswer> => jsonAnswer(name, spec, await atWork.run(() => handler.answer({ ...asked, earlier }), gone));
      const key = keyOf(request, spec, name);
      const answer = key === null || who.principal.id === 'nobody'
        ? { ...await act(null), replayed: false }
        : await idempotency.once({ principalId: who.principal.id, key, fingerprint: fingerprint(name, who, body) }, act);
      if (answer.replayed) reply.header('idempotency-replayed', 'true');
      reply.header('cache-control', 'no-store');
      if (answer.json === null) return reply.code(answer.status).send();
      return reply.code(answer.status).header('content-type', 'application/json; charset=utf-8').send(answer.json);
    },
  });
}

const noQuery = z.strictObject({});

/** Also where a route asks for nothing, a field that it does not know is refused: it may be a misspelt one. */
function queryOf({ query }: RouteSpec, said: unknown): unknown {
  if (query) return parsed(query, said, 'query');
  parsed(noQuery, said, 'query');
  return undefined;
}

async function* noFiles(): AsyncIterable<UploadedFile> {}

function bodyOf(spec: RouteSpec, request: FastifyRequest): unknown {
  if (spec.body === undefined || spec.body === 'files') return undefined;
  return spec.body === 'bytes' ? bytesOf(request.body) : parsed(spec.body, request.body, 'body');
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new RequestInvalid([{ path: 'body', message: 'there is none' }]);
}

/** Null: none was given, or it says nothing here (reads, uploads, which are repeatable by their content). Throws RequestInvalid for one of another length. */
function keyOf(request: FastifyRequest, { method, body }: RouteSpec, name: RouteName): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined || method === 'GET' || body === 'files' || neverKept.has(name)) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{8,128}$/.test(key)) return key;
  throw new RequestInvalid([{ path: 'headers.idempotency-key', message: '8 to 128 visible characters of ASCII' }]);
}

function fingerprint(name: RouteName, { params, query }: Admitted, body: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify([name, params ?? null, query ?? null]));
  return hash.update(body instanceof Uint8Array ? body : JSON.stringify(body ?? null)).digest('hex');
}
