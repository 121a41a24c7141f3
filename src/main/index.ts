/** The desktop app: one instance, one window, and the station in this very process. `desktop.ts` says what happens; here is where it begins and ends. */
import path from 'node:path';
import { app, dialog, protocol } from 'electron';
import { desktopConfig } from './config.ts';
import { openDesktop } from './desktop.ts';
import { openedFiles } from './opened-files.ts';
import { screensScheme } from './window/screens.ts';

app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: screensScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
await start();

async function start(): Promise<void> {
  let config;
  try {
    config = desktopConfig(process.env, { packaged: app.isPackaged, home: app.getPath('userData') });
  } catch (error) {
    dialog.showErrorBox(app.getName(), error instanceof Error ? error.message : String(error));
    return app.exit(2);
  }
  // A checkout stays within its folder, and each data folder has an app of its own.
  if (!app.isPackaged) app.setPath('userData', path.join(config.dataFolder, 'window'));
  if (!app.requestSingleInstanceLock()) return app.exit(0);

  const desktop = openDesktop(config);
  app.on('second-instance', (_event, argv, folder) => desktop.show(openedFiles(argv, folder)));
  app.on('activate', () => desktop.show([]));
  app.on('open-file', (event, file) => {
    event.preventDefault();
    desktop.show([file]);
  });
  app.on('before-quit', (event) => {
    if (desktop.stopped()) return;
    event.preventDefault();
    void desktop.quit('ask');
  });
  app.on('window-all-closed', () => void desktop.quit('ask'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void desktop.quit('at-once'));
  process.on('uncaughtException', (error) => desktop.trouble(`app: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (error) => desktop.trouble(`app: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));

  await app.whenReady();
  await desktop.run(openedFiles(process.argv, process.cwd()));
}
