/** The sign beside the clock while the station is open to the network. */
import { Menu, nativeImage, Tray } from 'electron';
import type { Translate } from './i18n/texts.ts';
import { seal } from './seal.ts';

export interface TrayActions { show(): void; closeLan(): void; quit(): void }

export interface TraySign extends Disposable {
  /** `addresses`: where the station is open now; none takes the sign away. */
  show(t: Translate, addresses: readonly string[]): void;
}

/** Where the system has no place for it there is none; the app then ends with its window. */
export function traySign(act: TrayActions): TraySign & { readonly shown: () => boolean } {
  let tray: Tray | null = null;
  const remove = (): void => {
    tray?.destroy();
    tray = null;
  };
  return {
    shown: () => tray !== null,
    show(t, addresses) {
      if (addresses.length === 0) return remove();
      if (tray === null) {
        tray = new Tray(nativeImage.createFromDataURL(seal));
        tray.on('click', () => act.show());
      }
      tray.setToolTip(t('tray.tooltip'));
      tray.setContextMenu(Menu.buildFromTemplate([
        ...addresses.map((address) => ({ label: address, enabled: false })), { type: 'separator' },
        { label: t('tray.show'), click: () => act.show() }, { label: t('tray.close-lan'), click: () => act.closeLan() }, { type: 'separator' }, { label: t('menu.quit'), click: () => act.quit() },
      ]));
    },
    [Symbol.dispose]: remove,
  };
}
