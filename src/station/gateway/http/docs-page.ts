/** `/api/docs`: the routes to read and try. A server of its own within ours, opened when somebody looks first, for it is large. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { lazily } from '../../lazily.ts';

/** As the server around it answers. */
export interface Refusals {
  readonly notFound: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  readonly failed: (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

export function serveDocs(app: FastifyInstance, document: () => Promise<string>, { notFound, failed }: Refusals): void {
  const docs = lazily(async () => {
    const [{ default: fastify }, { default: swagger }, { default: swaggerUi }] = await Promise.all([import('fastify'), import('@fastify/swagger'), import('@fastify/swagger-ui')]);
    const own = fastify({ logger: false, frameworkErrors: (error, request, reply) => { failed(error, request, reply); } });
    own.setNotFoundHandler(notFound);
    own.setErrorHandler(failed);
    const description = JSON.parse(await document());
    await own.register(swagger, { mode: 'static', specification: { document: description } });
    await own.register(swaggerUi, { routePrefix: '/api/docs', uiConfig: { validatorUrl: null, persistAuthorization: false, tryItOutEnabled: true }, theme: { title: '智阅 API' } });
    await own.ready();
    return { own, [Symbol.asyncDispose]: () => own.close() };
  });
  app.addHook('onClose', () => docs.close());
  for (const url of ['/api/docs', '/api/docs/*']) {
    app.get(url, async (request, reply) => {
      const { own } = await docs.get();
      // Our headers (its policy is strict enough as it is: the page loads scripts and styles from here only) go along.
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
      reply.hijack();
      own.routing(request.raw, reply.raw);
    });
  }
}
