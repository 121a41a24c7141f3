/** The station of the desktop app's own window: asked over a port that the app hands out, and known there without a token. */
import type { i18n } from 'i18next';
import { type Desktop, portMessageSchema } from '../../contract/desktop.ts';
import type { WindowPort } from '../../contract/window.ts';
import { createStationClient } from '../../client/client.ts';
import { messagePort } from '../../client/port/message-port.ts';
import { portTransport } from '../../client/port/port-transport.ts';
import type { StationClient } from '../../client/station-client.ts';
import { webTexts } from '../../client/storage.ts';

declare global {
  interface Window { readonly zhiyue?: Desktop }
}

let asked = 0;

/** Resolves when the station runs. */
function askForPort(desktop: Desktop): Promise<WindowPort> {
  const id = ++asked;
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      const said = portMessageSchema.safeParse(event.data);
      if (event.source !== window || port === undefined || !said.success || said.data.zhiyuePort !== id) return;
      removeEventListener('message', onMessage);
      resolve(messagePort(port));
    };
    addEventListener('message', onMessage);
    desktop.connect(id);
  });
}

export function openWindowStation(desktop: Desktop): StationClient {
  return createStationClient({ transport: portTransport(() => askForPort(desktop)), storage: webTexts(localStorage) });
}

/** The app's menus speak the language of the screens, and lead to them. */
export function followDesktop(desktop: Desktop, texts: i18n): void {
  const useLanguage = (language: string): void => {
    document.documentElement.lang = language;
    void desktop.useLanguage(language === 'en' ? 'en' : 'zh-CN');
  };
  useLanguage(texts.language);
  texts.on('languageChanged', useLanguage);
  desktop.onCommand((command) => {
    if (command.kind === 'go') location.hash = `#/${command.screen}`;
    // Only backups are opened with the app: whoever opens one is asked what to restore.
    else if (command.paths[0] !== undefined) location.hash = `#/settings/restore/${encodeURIComponent(command.paths[0])}`;
  });
}
