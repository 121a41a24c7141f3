/** The built desktop app as a process of its own on the Electron stand-in, with whoever sits before it. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Desktop } from '../../../src/contract/desktop.ts';
import { type Done, type Seen, seenSchema } from '../../support/electron-stand-in/messages.ts';

declare global {
  interface Window { readonly zhiyue?: Desktop }
}

const root = path.resolve(import.meta.dirname, '../../..');

export interface DesktopApp extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly seen: readonly Seen[];
  /** Resolves with the first sight of its kind, also of one that was before, that fits. */
  saw(kind: Seen['saw'], fits?: (what: unknown) => boolean): Promise<unknown>;
  do(done: Done): void;
  /** The page in its window, driven by a Playwright of the test's own. */
  page(): Promise<Page>;
  /** Errors in the page's console. */
  readonly troubles: readonly string[];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  said(): string;
}

export function startDesktop({ dataFolder, browserPath, args = [], environment = {} }: { readonly dataFolder: string; readonly browserPath: string; readonly args?: readonly string[]; readonly environment?: Readonly<Record<string, string>> }): DesktopApp {
  const child = spawn(process.execPath, ['--import', path.join(root, 'tests/support/electron-stand-in/register.ts'), '--disable-warning=ExperimentalWarning', path.join(root, 'out/main/index.js'), ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ZHIYUE_DATA_DIR: dataFolder, MAX_WORKERS: '2', STAND_IN_CHROMIUM: browserPath, STAND_IN_HOME: dataFolder, ...environment },
  });
  const seen: Seen[] = [];
  const waiting = new Set<() => void>();
  const troubles: string[] = [];
  let output = '';
  let browser: Browser | null = null;
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  let over = false;
  child.once('exit', () => {
    over = true;
    for (const look of waiting) look();
  });
  child.on('message', (message) => {
    seen.push(seenSchema.parse(message));
    for (const look of waiting) look();
  });

  const saw: DesktopApp['saw'] = (kind, fits = () => true) => new Promise((resolve, reject) => {
    const look = (): void => {
      const found = seen.find((each) => each.saw === kind && fits(each.what));
      if (found === undefined && !over) return;
      waiting.delete(look);
      if (found === undefined) reject(new Error(`The app ended without ${kind}: ${output}\n${JSON.stringify(seen).slice(-2000)}`));
      else resolve(found.what);
    };
    waiting.add(look);
    look();
  });

  return {
    child, seen, saw, troubles, ended,
    said: () => output,
    do: (done) => void child.send(done),
    async page() {
      const address = String(await saw('chromium'));
      await saw('loaded');
      browser ??= await chromium.connectOverCDP(address);
      const context = browser.contexts()[0];
      const isOurs = (each: Page): boolean => each.url().includes('stand-in.invalid');
      // Playwright hears of pages one after the other.
      const page = context?.pages().find(isOurs) ?? await context?.waitForEvent('page', { predicate: isOurs });
      if (page === undefined) throw new Error('The app has no page.');
      page.setDefaultTimeout(90_000);
      page.on('console', (message) => { if (message.type() === 'error') troubles.push(message.text()); });
      page.on('pageerror', (error) => troubles.push(`thrown: ${error.message}`));
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser?.close().catch(() => {});
      if (!over) child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(impatient);
    },
  };
}

/** A request over a port of its own, as the screens make them; what they show then follows from the station's events. */
export function askStation(page: Page, route: string, { params = {}, query = {}, body = { kind: 'none' } }: { readonly params?: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, string>>; readonly body?: unknown } = {}): Promise<unknown> {
  return page.evaluate(`new Promise((resolve) => {
    const id = 1_000_000 + Math.floor(Math.random() * 1e9);
    addEventListener('message', function hear({ data, ports }) {
      if (data?.zhiyuePort !== id) return;
      removeEventListener('message', hear);
      ports[0].onmessage = ({ data: answer }) => { ports[0].close(); resolve(answer); };
      ports[0].postMessage(${JSON.stringify({ type: 'request', id: 1, route, params, query, body, idempotencyKey: null })});
    });
    window.zhiyue.connect(id);
  })`);
}
