/** Files that the station has made, for the person to keep or to look at. Nothing that names a person stands in an address. */
import type { Desktop } from '../../contract/desktop.ts';

/** As `session/window-station.ts` says; what imports this file may not have that one. */
declare global {
  interface Window { readonly zhiyue?: Desktop }
}

/** The address must live until the browser has taken the bytes. */
const readWithinMs = 60_000;

function addressOf(file: Blob): string {
  const url = URL.createObjectURL(file);
  setTimeout(() => URL.revokeObjectURL(url), readWithinMs);
  return url;
}

/** Asks where to in the desktop app, and downloads in a browser. Rejects when the computer cannot write there. */
export async function saveFile(file: Blob, name: string): Promise<void> {
  const { zhiyue: desktop } = window;
  if (desktop !== undefined) {
    await desktop.saveFile(nameOnDisk(name), new Uint8Array(await file.arrayBuffer()));
    return;
  }
  const link = document.createElement('a');
  link.href = addressOf(file);
  link.download = name;
  link.click();
}

/** In the browser's own viewer, which prints; where no window may be opened, as a file. */
export async function openPdf(file: Blob, name: string): Promise<void> {
  if (window.zhiyue !== undefined || window.open(addressOf(file), '_blank') === null) await saveFile(file, name);
}

/** Names of classes may hold what no file system takes. */
export const nameOnDisk = (name: string): string => name.replaceAll(/[/\\:*?"<>|\p{Cc}]+/gu, '_').slice(-200);
