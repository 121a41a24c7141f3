/** The built screens under an address of their own, `app://zhiyue/`: nothing of the file system besides them can be reached. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export const screensScheme = 'app';
export const screensOrigin = 'app://zhiyue';
export const screensStart = `${screensOrigin}/index.html`;

const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' blob: data:", "font-src 'self'", "connect-src 'self'", "worker-src 'self' blob:", "frame-src blob:",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp', '.jpg': 'image/jpeg', '.ico': 'image/x-icon',
  '.woff2': 'font/woff2', '.woff': 'font/woff', '.ttf': 'font/ttf', '.json': 'application/json', '.wasm': 'application/wasm', '.map': 'application/json', '.webmanifest': 'application/manifest+json',
};

/** The file of an address, or null for one that is not ours or leads out of the folder. */
export function screenFile(folder: string, url: string): string | null {
  const { origin, protocol, host, pathname } = new URL(url);
  // Schemes of one's own have no origin in Node, and one in Chromium.
  if (origin !== screensOrigin && `${protocol}//${host}` !== screensOrigin) return null;
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.includes('\\')) return null;
  const file = path.join(folder, name === '/' ? 'index.html' : name);
  return file.startsWith(folder + path.sep) && path.extname(file) in mediaTypes ? file : null;
}

/** Answers a request for a screen's file; 404 for everything else. */
export async function answerScreen(folder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const file = request.method === 'GET' ? screenFile(folder, request.url) : null;
  const bytes = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || bytes === null) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': mediaTypes[path.extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-cache',
    },
  });
}
