/** The window as it is opened: it shows our own screens and can do nothing else. */
import type { BrowserWindowConstructorOptions } from 'electron';
import type { Bounds } from './bounds.ts';

export const smallest = { width: 960, height: 640 } as const;

/** `preload`: absolute path of the built preload. */
export function windowOptions(preload: string, bounds: Partial<Bounds> & Pick<Bounds, 'width' | 'height'>, title: string): BrowserWindowConstructorOptions {
  return {
    ...bounds, minWidth: smallest.width, minHeight: smallest.height, title,
    // Shown when the first picture is there, not white.
    show: false, backgroundColor: '#f6f4ee',
    webPreferences: {
      preload, contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webSecurity: true, allowRunningInsecureContent: false,
      webviewTag: false, experimentalFeatures: false, navigateOnDragDrop: false, spellcheck: false, safeDialogs: true,
    },
  };
}
