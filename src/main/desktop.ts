/**
 * The desktop app from its start to its end. States: starting (the window loads while the station opens), running, stopping (asked once; the station closes before the process ends), stopped.
 * A station that cannot start is told about, and tried again when the person says so.
 */
import path from 'node:path';
import { app, dialog, ipcMain, Menu, MessageChannelMain, Notification, powerMonitor, protocol, session, shell } from 'electron';
import { localOperator } from '../contract/access.ts';
import { connectSchema, desktopChannels } from '../contract/desktop.ts';
import { routes } from '../contract/routes.ts';
import { errorText } from '../cli/report-error.ts';
import { translator as errorTranslator } from '../cli/i18n/texts.ts';
import type { StationConfig } from '../station/config.ts';
import { serveWindow } from '../station/gateway/window/serve-window.ts';
import { ownScreens } from '../station/own-files.ts';
import type { Station } from '../station/station-api.ts';
import { openLog } from '../station/log/log.ts';
import { followBatches } from './batches/follow.ts';
import { batchSigns, notifyDone } from './batches/show.ts';
import { answerDialogs } from './dialogs.ts';
import { type Language, languageOfLocale, type Translate, translator } from './i18n/texts.ts';
import { keptSettings } from './kept-settings.ts';
import { menuTemplate } from './menu.ts';
import { traySign } from './tray.ts';
import { lockSession } from './window/lock-down.ts';
import { type MainWindow, openMainWindow } from './window/main-window.ts';
import { answerScreen, screensScheme, screensStart } from './window/screens.ts';
import { stationPort } from './window/station-port.ts';

export interface Desktop {
  /** Resolves when the station runs, or the app has ended because it cannot. */
  run(files: readonly string[]): Promise<void>;
  /** Brings the window to the front, with exam files that somebody opened. */
  show(files: readonly string[]): void;
  /** Ends the app; `ask`: in the middle of a batch the person may think better of it. */
  quit(how: 'ask' | 'at-once'): Promise<void>;
  stopped(): boolean;
  trouble(text: string): void;
}

export function openDesktop(config: StationConfig): Desktop {
  const { trouble } = openLog(config.dataFolder, config.logLevel);
  const kept = keptSettings(app.getPath('userData'));
  const owned = new AsyncDisposableStack();
  let language: Language = kept.read().language ?? 'zh-CN';
  let t: Translate = translator(language);
  let main: MainWindow | null = null;
  let maySilently = true;
  let state: 'starting' | 'running' | 'asking' | 'stopping' | 'stopped' = 'starting';
  const ending = new AbortController();
  let starting: Promise<Station | null> = Promise.resolve(null);
  const ready = Promise.withResolvers<Station>();
  // Nobody may be waiting when the app ends before the station runs.
  ready.promise.catch(() => {});

  const window = () => (main === null || main.window.isDestroyed() ? null : main.window);
  const tray = owned.use(traySign({ show: () => show([]), closeLan: () => void closeLan(), quit: () => void quit('ask') }));
  const signs = owned.use(batchSigns());

  function show(files: readonly string[]): void {
    if (window() === null) return;
    main?.show();
    if (files.length > 0) main?.tell({ kind: 'open', paths: [...files] });
  }

  function useLanguage(next: Language): void {
    language = next;
    t = translator(next);
    kept.change({ language: next });
    setMenu();
    void showTray().catch(() => {});
  }

  function setMenu(): void {
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(t, {
      go: (screen) => main?.tell({ kind: 'go', screen }), reload: () => main?.reload(), about: () => void about(),
      showDataFolder: () => void shell.openPath(config.dataFolder), showLog: () => shell.showItemInFolder(path.join(config.dataFolder, 'station.log')),
    }, { platform: process.platform, developer: !app.isPackaged })));
  }

  async function about(): Promise<void> {
    const options = { type: 'info' as const, message: t('app.name'), detail: `${t('about.version', { version: app.getVersion() })}\n${t('about.folder', { folder: config.dataFolder })}`, buttons: [t('ok')] };
    const over = window();
    await (over === null ? dialog.showMessageBox(options) : dialog.showMessageBox(over, options));
  }

  /** Of the LAN, while it is open. */
  async function addresses(): Promise<readonly string[]> {
    const { gateway } = await ready.promise;
    const lan = routes.getLan.answer.parse((await gateway?.inject({ name: 'getLan', principal: localOperator }))?.body);
    return lan.open ? lan.addresses : [];
  }
  async function closeLan(): Promise<void> {
    await (await ready.promise).gateway?.inject({ name: 'closeLan', principal: localOperator });
  }
  async function showTray(): Promise<void> {
    if (state === 'running') tray.show(t, await addresses());
  }

  function openWindow(): MainWindow {
    const dev = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
    const opened = openMainWindow({
      preload: path.join(import.meta.dirname, '../preload/index.cjs'), start: dev ?? screensStart, kept, t: () => t, onTrouble: trouble, quit: () => void quit('ask'),
      onClose: () => {
        if (state === 'stopping' || state === 'stopped') return 'close';
        if (tray.shown()) {
          if (Notification.isSupported()) new Notification({ title: t('tray.stays-title'), body: t('tray.stays') }).show();
          return 'hide';
        }
        if (maySilently) return 'close';
        void quit('ask');
        return 'stay';
      },
    });
    // Windows signs the person out: there is no time for questions.
    opened.window.on('session-end', () => void quit('at-once'));
    return opened;
  }

  /** The page asks for its port to the station; each load of it asks anew. */
  function connectWindows(): Disposable {
    const onConnect = (event: Electron.IpcMainEvent, id: unknown): void => void connect(event, id).catch((error: unknown) => trouble(`window: ${String(error)}`));
    async function connect({ sender, senderFrame }: Electron.IpcMainEvent, asked: unknown): Promise<void> {
      const id = connectSchema.parse(asked);
      if (senderFrame === null || senderFrame.parent !== null || main?.isOurs(senderFrame.url) !== true) return;
      const { gateway } = await ready.promise;
      if (gateway === null || state === 'stopping' || state === 'stopped' || sender.isDestroyed()) return;
      const { port1, port2 } = new MessageChannelMain();
      const serving = serveWindow(stationPort(port1), gateway, localOperator);
      ports.add(serving);
      port1.on('close', () => ports.delete(serving));
      sender.postMessage(desktopChannels.port, id, [port2]);
    }
    const ports = new Set<Disposable>();
    ipcMain.on(desktopChannels.connect, onConnect);
    return {
      [Symbol.dispose]() {
        ipcMain.off(desktopChannels.connect, onConnect);
        for (const serving of ports) serving[Symbol.dispose]();
      },
    };
  }

  /** Null when the person gives up. */
  async function startOrAsk(): Promise<Station | null> {
    const { startStation } = await import('../station/station.ts');
    for (;;) {
      try {
        return await startStation(config, { screens: ownScreens() });
      } catch (error) {
        trouble(`start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        if (state !== 'starting') return null;
        const { text } = errorText(error, await errorTranslator(language), language);
        const log = path.join(config.dataFolder, 'station.log');
        const options = { signal: ending.signal, type: 'error' as const, message: t('start.title'), detail: `${text}\n\n${t('start.detail', { folder: config.dataFolder, log })}`, buttons: [t('start.again'), t('start.folder'), t('menu.quit')], defaultId: 0, cancelId: 2, noLink: true };
        const over = window();
        const { response } = await (over === null ? dialog.showMessageBox(options) : dialog.showMessageBox(over, options));
        if (response === 1) await shell.openPath(config.dataFolder);
        else if (response !== 0 || ending.signal.aborted) return null;
      }
    }
  }

  async function run(files: readonly string[]): Promise<void> {
    if (kept.read().language === null) language = languageOfLocale(app.getLocale());
    t = translator(language);
    app.setAppUserModelId('cn.zhiyue.station');
    lockSession(session.defaultSession);
    protocol.handle(screensScheme, (request) => answerScreen(ownScreens(), request));
    owned.use(connectWindows());
    owned.use(answerDialogs({ window, t: () => t, useLanguage, showDataFolder: () => void shell.openPath(config.dataFolder), addresses, isOurs: ({ senderFrame }) => senderFrame !== null && senderFrame.parent === null && main?.isOurs(senderFrame.url) === true }));
    setMenu();
    powerMonitor.on('shutdown', () => void quit('at-once'));
    main = openWindow();
    if (files.length > 0) main.tell({ kind: 'open', paths: [...files] });

    starting = startOrAsk();
    const station = await starting;
    // Whoever told it to end while it started waits for it.
    if (ending.signal.aborted) return;
    if (station === null) return quit('at-once');
    state = 'running';
    ready.resolve(station);
    owned.use(await followBatches(station, {
      signs: (now) => {
        maySilently = now.mayQuitSilently;
        signs.show(now, window());
      },
      done: (exam) => notifyDone(t, exam, window(), () => main?.show()),
    }));
    const leave = station.followEvents(({ type }) => { if (type === 'lan.opened' || type === 'lan.closed') void showTray().catch((error: unknown) => trouble(`tray: ${String(error)}`)); });
    owned.defer(leave);
    await showTray();
  }

  async function quit(how: 'ask' | 'at-once'): Promise<void> {
    if (state === 'stopping' || state === 'stopped' || (how === 'ask' && state === 'asking')) return;
    if (how === 'ask' && !maySilently) {
      const before = state;
      state = 'asking';
      const options = { type: 'question' as const, message: t('quit.title'), detail: t('quit.detail'), buttons: [t('quit.quit'), t('quit.stay')], defaultId: 1, cancelId: 1, noLink: true };
      const over = window();
      const { response } = await (over === null ? dialog.showMessageBox(options) : dialog.showMessageBox(over, options));
      // Meanwhile the system may have told us to end.
      if (state !== 'asking') return;
      state = before;
      if (response !== 0) return show([]);
    }
    state = 'stopping';
    ready.reject(new Error('the app is ending'));
    ending.abort();
    window()?.hide();
    try {
      const station = await starting;
      await owned.disposeAsync();
      await station?.[Symbol.asyncDispose]();
    } catch (error) {
      trouble(`stop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    state = 'stopped';
    app.quit();
  }

  return { run, show, quit, stopped: () => state === 'stopped', trouble };
}
