/** The smallest gateway: how the station is, on the loopback address only. The real one comes with the screens. */
import Fastify from 'fastify';
import { ZhiyueError } from '../../../contract/errors.ts';

export interface GatewayParts {
  readonly port: number;
  readonly health: () => Promise<Readonly<Record<string, string>>>;
  readonly status: () => Readonly<Record<string, unknown>>;
}

export interface Gateway extends AsyncDisposable { readonly address: string }

/** Throws ZhiyueError option-invalid when the port is taken. */
export async function openGateway({ port, health, status }: GatewayParts): Promise<Gateway> {
  const server = Fastify({ logger: false });
  server.get('/health', async (_request, reply) => {
    const parts = await health();
    const up = Object.values(parts).every((state) => state === 'up');
    return reply.code(up ? 200 : 503).send({ status: up ? 'up' : 'degraded', parts });
  });
  server.get('/api/status', async () => status());
  try {
    const address = await server.listen({ host: '127.0.0.1', port });
    return { address, [Symbol.asyncDispose]: () => server.close() };
  } catch (cause) {
    await server.close();
    throw new ZhiyueError('option-invalid', `Port ${port} cannot be opened: another program uses it. Choose another with --port or ZHIYUE_PORT.`, { about: `port ${port}`, cause });
  }
}
