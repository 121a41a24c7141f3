/** What the window must never do, whatever its page tries: go elsewhere, open windows, get at camera, place or devices. */
import type { Session, WebContents } from 'electron';

/** `isOurs`: whether an address is one of the screens. */
export function lockContents(contents: WebContents, isOurs: (url: string) => boolean): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => { if (!isOurs(event.url)) event.preventDefault(); });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The clipboard may be written (a link is copied); nothing else is granted. */
export function lockSession(session: Session): void {
  const granted = 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === granted));
  session.setPermissionCheckHandler((_contents, permission) => permission === granted);
  session.setDevicePermissionHandler(() => false);
}
