/** A real Chromium, and pages of it that notice whatever goes wrong in them. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../../..');
const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** Finds or installs one as the set-up of `npm test` does. */
function findChromium(): { readonly path: string } | { readonly reason: string } {
  const run = spawnSync(process.execPath, [path.join(root, 'scripts/setup/chromium.mjs')], { encoding: 'utf8' });
  return run.status === 0 ? { path: run.stdout.trim() } : { reason: run.stderr.trim() };
}

const found = findChromium();
/** Why there is no browser here; null where there is one. */
export const noBrowser: string | null = 'reason' in found ? found.reason : null;
if (noBrowser !== null) console.log(noBrowser);

export function browserPath(): string {
  if ('reason' in found) throw new Error(found.reason);
  return found.path;
}

export function launch(): Promise<Browser> {
  if ('reason' in found) throw new Error(found.reason);
  // Where the machine speaks no UTF-8, Chromium would call a file with a Chinese name `download`.
  return chromium.launch({ executablePath: found.path, args: flags, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
}

/** What a page did and said while it was watched. */
export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, of the console, and violations of the CSP. */
  readonly troubles: string[];
  /** Of every request and WebSocket. */
  readonly urls: string[];
  /** Access tokens, as they went out in headers. */
  readonly tokens: ReadonlySet<string>;
}

export async function watchedPage(browser: Browser, { width = 1280, height = 720, locale = 'en', touch = false }: { readonly width?: number; readonly height?: number; readonly locale?: string; /** A tablet: fingers, no mouse. */ readonly touch?: boolean } = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height }, locale, hasTouch: touch, isMobile: touch });
  // The machine may be busy with other things.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  const urls: string[] = [];
  const tokens = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    urls.push(request.url());
    const bearer = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '')?.[1];
    if (bearer !== undefined) tokens.add(bearer);
  });
  page.on('websocket', (socket) => urls.push(socket.url()));
  await page.exposeBinding('cspViolated', (_source, what: string) => { troubles.push(`CSP: ${what}`); });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const report: unknown = Reflect.get(window, 'cspViolated');
      if (typeof report === 'function') report(`${violatedDirective} ${blockedURI}`);
    });
  });
  return { page, context, troubles, urls, tokens };
}

/** Opens the link of a pairing code and gives the device a name. */
export async function pairPage({ page }: Watched, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Pair', exact: true }).click();
  await page.locator('#content').waitFor();
}

/** Whatever scripts of the page can read that outlives it. */
export function keptByPage({ page }: Watched): Promise<string> {
  return page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href, window.name]));
}
