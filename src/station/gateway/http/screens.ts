/** The built screens, or a page that says how to build them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const notBuilt = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>智阅 Zhiyue Station</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40em;margin:4em auto;padding:0 1em}code{background:#eee;padding:.1em .3em}</style>
<h1>智阅</h1>
<p>工作站正在运行，但界面尚未构建。请在安装目录中运行 <code>npm run build</code>，然后重新启动工作站。</p>
<p lang="en">The station runs, but its screens are not built. Run <code>npm run build</code> in its folder, then start the station again.</p>
<p><a href="/api/docs/">API</a> · <a href="/health">/health</a></p>
</html>
`;

/** What starts with these is no address of a screen. */
const notScreens = /^\/(api|health|metrics|live|assets)(\/|$|\?)/;

/** Serves `folder` at `/`; returns what answers addresses that only the screens know (null for all others). */
export async function serveScreens(app: FastifyInstance, folder: string): Promise<(request: FastifyRequest, reply: FastifyReply) => FastifyReply | null> {
  const plain = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(notBuilt);
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', (_request, reply) => plain(reply));
    return () => null;
  }
  const { default: serveFolder } = await import('@fastify/static');
  await app.register(serveFolder, {
    root: folder, wildcard: true, index: 'index.html', dotfiles: 'ignore', cacheControl: false,
    setHeaders: (reply, path) => {
      // Built names carry a hash of their content.
      reply.header('cache-control', /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (request, reply) => (request.method === 'GET' && !notScreens.test(request.url) && (request.headers.accept ?? '').includes('text/html') ? reply.sendFile('index.html') : null);
}
