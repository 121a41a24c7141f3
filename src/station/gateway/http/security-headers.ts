/** Headers that keep a browser from doing anything but showing the station's own screens. */
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** The live connection under the name that the page was opened with: older browsers do not take it for 'self'. The Host header was checked before; what else it may hold stays out of the policy. */
function liveSource(host: string | undefined, secure: boolean): string {
  return host !== undefined && /^[\w.[\]:-]+$/.test(host) ? `${secure ? 'wss' : 'ws'}://${host}` : "'self'";
}

/** A day: an operator may open the LAN without TLS one day, and must not find browsers locked out for long. */
const hstsSeconds = 24 * 3600;

export async function setSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"], 'script-src': ["'self'"], 'style-src': ["'self'", "'unsafe-inline'"], 'img-src': ["'self'", 'blob:', 'data:'], 'font-src': ["'self'"],
        'connect-src': ["'self'", (request) => liveSource(request.headers.host, 'encrypted' in request.socket)],
        'manifest-src': ["'self'"], 'worker-src': ["'self'", 'blob:'], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'self'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    // Only where it means something, below.
    hsts: false,
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.protocol === 'https') reply.header('strict-transport-security', `max-age=${hstsSeconds}`);
    reply.header('x-request-id', request.id);
  });
}
