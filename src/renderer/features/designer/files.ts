/** What to do with a file that the station has made. */

/** The address must live until the browser has taken the bytes. */
const readWithinMs = 60_000;

function addressOf(file: Blob): string {
  const url = URL.createObjectURL(file);
  setTimeout(() => URL.revokeObjectURL(url), readWithinMs);
  return url;
}

export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = addressOf(file);
  link.download = name;
  link.click();
}

/** In the browser's own viewer, which prints; where no window may be opened, as a file. */
export function openPdf(file: Blob, name: string): void {
  const url = addressOf(file);
  if (window.open(url, '_blank') === null) saveFile(file, name);
}
