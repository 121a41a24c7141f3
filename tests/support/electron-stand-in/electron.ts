/**
 * A stand-in for Electron's main-process module, as far as the desktop app uses it, where no Electron binary can be had: windows are pages of a real Chromium, the rest is told to the test and done by it (`control.ts`).
 * It shows that the built main process and preload do their work together with real screens; it shows nothing about Electron itself.
 */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ask, person, see } from './control.ts';
import { BrowserWindow, windowEvents } from './window.ts';

export { BrowserWindow } from './window.ts';
export { ipcMain, MessageChannelMain } from './ipc.ts';
export { protocol } from './protocol.ts';

const root = path.resolve(import.meta.dirname, '../../..');

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly #paths = new Map<string, string>();
  enableSandbox(): void {}
  requestSingleInstanceLock(): boolean { return true; }
  setAppUserModelId(): void {}
  getName(): string { return 'zhiyue-station'; }
  getVersion(): string { return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))).version; }
  getLocale(): string { return process.env['STAND_IN_LOCALE'] ?? 'en-GB'; }
  getPath(name: string): string { return this.#paths.get(name) ?? path.join(process.env['STAND_IN_HOME'] ?? '/nonexistent', name); }
  setPath(name: string, value: string): void { this.#paths.set(name, value); }
  async whenReady(): Promise<void> {}
  exit(code = 0): void { process.exit(code); }
  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => { prevented = true; } });
    if (prevented) return;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length === 0) process.exit(0);
  }
}
export const app = new App();
windowEvents.on('all-closed', () => app.emit('window-all-closed'));
person.on('done', (done) => { if (done.do === 'start-again') app.emit('second-instance', {}, done.argv, process.cwd()); });

/** With or without the window they belong to. */
const optionsOf = (args: readonly unknown[]): unknown => args.at(-1);
const signalOf = (options: unknown): AbortSignal | undefined => z.object({ signal: z.instanceof(AbortSignal) }).safeParse(options).data?.signal;
const show = (kind: string) => (...args: unknown[]) => ask(kind, optionsOf(args), signalOf(optionsOf(args)));
export const dialog = { showMessageBox: show('message'), showOpenDialog: show('open'), showSaveDialog: show('save'), showErrorBox: (title: string, text: string): void => see('dialog', { kind: 'error', options: { title, text } }) };

interface Item { readonly label?: string; readonly role?: string; readonly enabled?: boolean; readonly click?: () => void; readonly submenu?: readonly Item[] }
export class Menu {
  readonly items: readonly Item[];
  constructor(items: readonly Item[]) { this.items = items; }
  static buildFromTemplate(items: readonly Item[]): Menu { return new Menu(items); }
  static setApplicationMenu(menu: Menu): void {
    shown = menu;
    see('menu', labelsOf(menu.items));
  }
}
let shown = new Menu([]);
const labelsOf = (items: readonly Item[]): string[] => items.flatMap(({ label, submenu }) => [...(label === undefined ? [] : [label]), ...labelsOf(submenu ?? [])]);
const find = (items: readonly Item[], label: string): Item | undefined => items.find((item) => item.label === label && item.submenu === undefined) ?? items.map((item) => find(item.submenu ?? [], label)).find((found) => found !== undefined);
person.on('done', (done) => {
  if (done.do !== 'choose') return;
  const item = find(shown.items, done.label);
  if (item?.role === 'quit') app.quit();
  else item?.click?.();
});

export class Tray extends EventEmitter {
  #menu = new Menu([]);
  #gone = false;
  constructor() {
    super();
    person.on('done', (done) => { if (done.do === 'choose-tray' && !this.#gone) find(this.#menu.items, done.label)?.click?.(); });
  }
  setToolTip(): void {}
  setContextMenu(menu: Menu): void {
    this.#menu = menu;
    see('tray', labelsOf(menu.items));
  }
  destroy(): void {
    this.#gone = true;
    see('tray', null);
  }
}

export class Notification extends EventEmitter {
  static isSupported(): boolean { return true; }
  readonly #options: unknown;
  constructor(options: unknown) {
    super();
    this.#options = options;
  }
  show(): void { see('notification', this.#options); }
}

export const nativeImage = { createFromDataURL: (url: string) => ({ url }) };
export const powerMonitor = new EventEmitter();
export const powerSaveBlocker = {
  start: (): number => {
    see('awake', true);
    return 1;
  },
  stop: (): void => see('awake', false),
};
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] };
const permissions = { setPermissionRequestHandler: (): void => {}, setPermissionCheckHandler: (): void => {}, setDevicePermissionHandler: (): void => {} };
export const session = { defaultSession: permissions };
export const shell = {
  openExternal: async (url: string): Promise<void> => see('external', url),
  openPath: async (file: string): Promise<string> => {
    see('external', file);
    return '';
  },
  showItemInFolder: (file: string): void => see('external', file),
};
