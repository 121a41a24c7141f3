/** BrowserWindow as a page of Chromium. What the options promise for isolation is not imitated: it is checked as options. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { opened, told } from './addresses.ts';
import { chromiumContext } from './chromium.ts';
import { person, see } from './control.ts';
import { ipcMain, type MessagePortMain } from './ipc.ts';
import { protocolHandlers } from './protocol.ts';

interface Options { readonly width?: number; readonly height?: number; readonly title?: string; readonly webPreferences?: { readonly preload?: string } }

class WebContents extends EventEmitter {
  readonly ports = new Map<number, MessagePortMain>();
  loading = true;
  page: Page | null = null;
  mayOpen: (details: { readonly url: string }) => { readonly action: string } = () => ({ action: 'allow' });
  #nextPort = 1;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #destroyed: () => boolean;

  constructor(destroyed: () => boolean) {
    super();
    this.#destroyed = destroyed;
  }

  isDestroyed(): boolean { return this.#destroyed(); }
  isLoading(): boolean { return this.loading; }
  setWindowOpenHandler(handler: WebContents['mayOpen']): void { this.mayOpen = handler; }
  send(channel: string, ...args: unknown[]): void { this.#toPage('send', [channel, args, []]); }
  forcefullyCrashRenderer(): void { this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }); }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ids = transfer.map((port) => {
      const id = this.#nextPort++;
      this.ports.set(id, port);
      return id;
    });
    this.#toPage('send', [channel, [message], ids]);
    transfer.forEach((port, index) => port.bind((said) => this.#toPage('port', [ids[index], said])));
  }

  /** In order, as messages go. */
  #toPage(what: 'send' | 'port', args: readonly unknown[]): void {
    const { page } = this;
    if (page === null) return;
    this.#queue = this.#queue.then(() => page.evaluate(([name, given]) => {
      const inPage: unknown = Reflect.get(globalThis, 'standIn');
      if (typeof inPage === 'object' && inPage !== null) Reflect.apply(Reflect.get(inPage, name), null, given);
    }, [what, [...args]] as const)).catch(() => {});
  }

  leavePage(): void {
    for (const port of this.ports.values()) port.close();
    this.ports.clear();
  }
}

const all = new Set<BrowserWindow>();
export const windowEvents = new EventEmitter();

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] { return [...all]; }
  readonly webContents = new WebContents(() => this.#destroyed);
  readonly #options: Options;
  readonly #page: Promise<Page>;
  #destroyed = false;
  #shown = false;
  #asked = '';

  constructor(options: Options) {
    super();
    this.#options = options;
    all.add(this);
    see('window', JSON.parse(JSON.stringify(options)));
    this.#page = this.#open();
    this.#page.catch((error: unknown) => { if (!this.#destroyed) throw error; });
    person.on('done', (done) => {
      if (this.#destroyed) return;
      if (done.do === 'close') this.close();
      // Told only: Playwright cannot use a page again whose process has really died.
      else if (done.do === 'crash') this.webContents.forcefullyCrashRenderer();
    });
  }

  async #open(): Promise<Page> {
    const { webPreferences, width = 800, height = 600 } = this.#options;
    const page = await (await chromiumContext()).newPage();
    const contents = this.webContents;
    contents.page = page;
    await page.setViewportSize({ width, height });
    const event = (): unknown => ({ sender: contents, senderFrame: { url: told(page.url()), parent: null } });
    await page.exposeFunction('standInInvoke', async (channel: string, args: unknown[]) => {
      try {
        const handler = ipcMain.handlers.get(channel);
        if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
        return { answer: await handler(event(), ...args) };
      } catch (error) {
        return { error: String(error) };
      }
    });
    await page.exposeFunction('standInSend', (channel: string, args: unknown[]) => void ipcMain.emit(channel, event(), ...args));
    await page.exposeFunction('standInPort', (id: number, message: unknown) => contents.ports.get(id)?.other?.arrive(message));
    const preload = webPreferences?.preload;
    if (preload !== undefined) {
      const text = readFileSync(new URL('./in-page.js', import.meta.url), 'utf8');
      await page.addInitScript({ content: text.replace('PRELOAD', () => readFileSync(preload, 'utf8')) });
    }
    await page.route('**/*', async (route) => {
      const request = route.request();
      const url = told(request.url());
      if (request.isNavigationRequest() && url !== this.#asked) {
        let prevented = false;
        contents.emit('will-navigate', { url, preventDefault: () => { prevented = true; } });
        // Given up, as Electron does it; any other failure would show a page of its own.
        if (prevented) return route.abort('aborted');
      }
      // Another document; a change of the address within this one asks for nothing.
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
        contents.loading = true;
        contents.leavePage();
      }
      const handler = protocolHandlers.get(url.slice(0, url.indexOf(':')));
      if (handler === undefined) return route.abort();
      const answer = await handler(new Request(url, { method: request.method() }));
      return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
    });
    page.on('popup', (popup) => void (contents.mayOpen({ url: popup.url() }).action === 'deny' ? popup.close() : null));
    page.on('load', () => {
      contents.loading = false;
      contents.emit('did-finish-load');
      see('loaded', told(page.url()));
      if (!this.#shown) this.emit('ready-to-show');
    });
    return page;
  }

  async loadURL(url: string): Promise<void> {
    this.#asked = url;
    const page = await this.#page;
    await page.goto(opened(url), { waitUntil: 'load' });
  }
  show(): void {
    this.#shown = true;
    see('shown', null);
  }
  hide(): void { see('hidden', null); }
  focus(): void { this.emit('focus'); }
  isFocused(): boolean { return false; }
  isMinimized(): boolean { return false; }
  restore(): void {}
  maximize(): void {}
  isMaximized(): boolean { return false; }
  getNormalBounds(): unknown { return { x: 10, y: 10, width: this.#options.width ?? 800, height: this.#options.height ?? 600 }; }
  isDestroyed(): boolean { return this.#destroyed; }
  setProgressBar(value: number, options: unknown = {}): void { see('bar', { value, options }); }

  close(): void {
    if (this.#destroyed) return;
    let prevented = false;
    this.emit('close', { preventDefault: () => { prevented = true; } });
    if (!prevented) this.destroy();
  }
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this);
    this.webContents.leavePage();
    void this.#page.then((page) => page.close()).catch(() => {});
    this.emit('closed');
    if (all.size === 0) windowEvents.emit('all-closed');
  }
}
