/** The menu of the app, in its language, with the accelerators that its system knows. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Translate } from './i18n/texts.ts';

export interface MenuActions {
  /** `screen`: as in the address after `#/`. */
  go(screen: string): void;
  reload(): void;
  about(): void;
  showDataFolder(): void;
  showLog(): void;
}

export function menuTemplate(t: Translate, act: MenuActions, { platform, developer }: { readonly platform: string; readonly developer: boolean }): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions = { label: t('menu.about'), click: () => act.about() };
  const quit: MenuItemConstructorOptions = { label: t('menu.quit'), role: 'quit', ...(platform === 'win32' ? { accelerator: 'Alt+F4' } : {}) };
  const screens: MenuItemConstructorOptions[] = ([['menu.exams', 'exams'], ['menu.network', 'lan'], ['menu.events', 'audit'], ['menu.monitor', 'monitor'], ['menu.templates', 'templates']] as const)
    .map(([text, screen], index) => ({ label: t(text), accelerator: `CmdOrCtrl+${index + 1}`, click: () => act.go(screen) }));
  const settings: MenuItemConstructorOptions = { label: t('menu.settings'), accelerator: 'CmdOrCtrl+,', click: () => act.go('settings') };
  const restore: MenuItemConstructorOptions = { label: t('menu.backup'), click: () => act.go('settings') };
  return [
    ...(mac ? [{ label: t('app.name'), submenu: [about, line, settings, line, { label: t('menu.hide'), role: 'hide' }, { label: t('menu.hide-others'), role: 'hideOthers' }, { label: t('menu.show-all'), role: 'unhide' }, line, quit] } satisfies MenuItemConstructorOptions] : []),
    { label: t('menu.file'), submenu: [{ label: t('menu.new-exam'), accelerator: 'CmdOrCtrl+N', click: () => act.go('new-exam') }, { label: t('menu.data-folder'), click: () => act.showDataFolder() }, line, restore, ...(mac ? [] : [settings]), line, mac ? { label: t('menu.close'), role: 'close' } : quit] },
    {
      label: t('menu.edit'), submenu: [
        { label: t('menu.undo'), role: 'undo' }, { label: t('menu.redo'), role: 'redo' }, line,
        { label: t('menu.cut'), role: 'cut' }, { label: t('menu.copy'), role: 'copy' }, { label: t('menu.paste'), role: 'paste' }, { label: t('menu.select-all'), role: 'selectAll' },
      ],
    },
    {
      label: t('menu.view'), submenu: [
        ...screens, line, { label: t('menu.larger'), role: 'zoomIn' }, { label: t('menu.smaller'), role: 'zoomOut' }, { label: t('menu.usual-size'), role: 'resetZoom' }, { label: t('menu.full-screen'), role: 'togglefullscreen' }, line,
        { label: t('menu.reload'), accelerator: 'F5', click: () => act.reload() }, ...(developer ? [{ label: t('menu.developer'), role: 'toggleDevTools' } satisfies MenuItemConstructorOptions] : []),
      ],
    },
    { label: t('menu.window'), role: 'windowMenu', submenu: [{ label: t('menu.minimize'), role: 'minimize' }, { label: t('menu.close'), role: 'close' }] },
    { label: t('menu.help'), role: 'help', submenu: [{ label: t('menu.log'), click: () => act.showLog() }, ...(mac ? [] : [line, about])] },
  ];
}
