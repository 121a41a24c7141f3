/** What the window must never do, whatever its page tries: go elsewhere, open windows, get at camera, place or devices. */
import type { Session, WebContents } from 'electron';

/** `isOurs`: whether an address is one of the screens. */
export function lockContents(contents: WebContents, isOurs: (url: string) => boolean): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => { if (!isOurs(event.url)) event.preventDefault(); });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Nothing is granted. A link is copied by its selection, which needs no permission. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
