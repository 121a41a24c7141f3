/** The one window: opened where it was, locked down, brought back when its process dies. */
import { BrowserWindow, dialog, screen } from 'electron';
import { type DesktopCommand, desktopChannels } from '../../contract/desktop.ts';
import type { Translate } from '../i18n/texts.ts';
import type { KeptSettings } from '../kept-settings.ts';
import { boundsToOpen } from './bounds.ts';
import { afterCrash } from './crashes.ts';
import { lockContents } from './lock-down.ts';
import { windowOptions } from './options.ts';

export interface WindowParts {
  readonly preload: string;
  /** Address of the screens. */
  readonly start: string;
  readonly kept: KeptSettings;
  readonly t: () => Translate;
  readonly onTrouble: (trouble: string) => void;
  /** The person closes it. */
  readonly onClose: () => 'close' | 'hide' | 'stay';
  readonly quit: () => void;
}

export interface MainWindow {
  readonly window: BrowserWindow;
  /** In front of everything, from wherever it was. */
  show(): void;
  /** Waits while the page is loading. */
  tell(command: DesktopCommand): void;
  reload(): void;
  isOurs(url: string): boolean;
}

export function openMainWindow({ preload, start, kept, t, onTrouble, onClose, quit }: WindowParts): MainWindow {
  const { bounds, maximized } = kept.read();
  const home = new URL(start);
  const isOurs = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === home.protocol && new URL(url).host === home.host;
  const window = new BrowserWindow(windowOptions(preload, boundsToOpen(bounds, screen.getAllDisplays().map(({ workArea }) => workArea)), t()('app.name')));
  const contents = window.webContents;
  const untold: DesktopCommand[] = [];
  const crashes: number[] = [];
  lockContents(contents, isOurs);

  const show = (): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const load = (): void => void window.loadURL(start).catch((error: unknown) => onTrouble(`window: ${error instanceof Error ? error.message : String(error)}`));
  const keep = (): void => {
    if (!window.isDestroyed()) kept.change({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };

  async function comeBack(reason: string): Promise<void> {
    onTrouble(`window: its process ended (${reason})`);
    crashes.push(Date.now());
    const text = t();
    if (afterCrash(crashes) === 'ask') {
      const { response } = await dialog.showMessageBox({ type: 'error', message: text('crash.often-title'), detail: text('crash.often'), buttons: [text('crash.again'), text('menu.quit')], defaultId: 0, cancelId: 1, noLink: true });
      if (response !== 0) return quit();
      crashes.length = 0;
    }
    load();
    await dialog.showMessageBox(window, { type: 'info', message: text('crash.title'), detail: text('crash.detail'), buttons: [text('ok')] });
  }

  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    show();
  });
  contents.on('render-process-gone', (_event, { reason }) => { if (reason !== 'clean-exit') void comeBack(reason); });
  contents.on('did-finish-load', () => {
    for (const command of untold.splice(0)) contents.send(desktopChannels.command, command);
  });
  window.on('unresponsive', () => void (async () => {
    const text = t();
    const { response } = await dialog.showMessageBox(window, { type: 'warning', message: text('slow.title'), detail: text('slow.detail'), buttons: [text('slow.wait'), text('slow.reload')], defaultId: 0, cancelId: 0, noLink: true });
    // A page that is busy for ever cannot be asked to reload: its process goes, and comes back.
    if (response === 1) contents.forcefullyCrashRenderer();
  })());
  window.on('close', (event) => {
    keep();
    const decided = onClose();
    if (decided !== 'close') event.preventDefault();
    if (decided === 'hide') window.hide();
  });
  load();
  return {
    window, show, isOurs,
    tell: (command) => {
      if (contents.isLoading()) untold.push(command);
      else contents.send(desktopChannels.command, command);
    },
    reload: load,
  };
}
