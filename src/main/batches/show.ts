/** The signs of work under way on this computer: task bar, wakefulness, a notification at the end. */
import { type BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { Progress } from '../../station/station-api.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Signs } from './signs.ts';

/** Disposing lets the computer sleep again. */
export function batchSigns(): Disposable & { show(signs: Signs, window: BrowserWindow | null): void } {
  let awake: number | null = null;
  const sleep = (): void => {
    if (awake !== null) powerSaveBlocker.stop(awake);
    awake = null;
  };
  return {
    show({ bar, keepAwake }, window) {
      if (keepAwake) awake ??= powerSaveBlocker.start('prevent-app-suspension');
      else sleep();
      if (window === null || window.isDestroyed()) return;
      if (bar === 'unknown') window.setProgressBar(2, { mode: 'indeterminate' });
      else window.setProgressBar(bar ?? -1);
    },
    [Symbol.dispose]: sleep,
  };
}

/** Nobody is told who has the window before him anyway. */
export function notifyDone(t: Translate, { title, progress }: { readonly title: string; readonly progress: Progress }, window: BrowserWindow | null, onClick: () => void): void {
  if (window?.isFocused() === true || !Notification.isSupported()) return;
  const values = { exam: title, read: progress.read, exceptions: progress.exceptions };
  const notification = new Notification({ title: t('batch.done-title'), body: t(progress.exceptions === 0 ? 'batch.done-calm' : 'batch.done', values) });
  notification.on('click', onClick);
  notification.show();
}
