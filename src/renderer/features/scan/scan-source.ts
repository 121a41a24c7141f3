/** Where the scans come from that somebody wants to put in: the browser's own files, or, in the desktop app, paths that the station opens itself. */
import type { Desktop } from '../../../contract/desktop.ts';

/** As `session/window-station.ts` says; what imports this file may not have that one. */
declare global {
  interface Window { readonly zhiyue?: Desktop }
}

/** `name`: the path within what was chosen, as the results will call it. */
export interface NamedFile { readonly name: string; readonly file: File }
export type Picked =
  | { readonly kind: 'files'; readonly files: readonly NamedFile[]; /** Files that are no scans. */ readonly skipped: readonly string[] }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

export interface ScanSource {
  /** Nothing when the person thought better of it. */
  chooseFiles(): Promise<Picked | null>;
  chooseFolder(): Promise<Picked | null>;
  dropped(transfer: DataTransfer): Promise<Picked | null>;
}

const scanExtensions = ['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.tif', '.tiff', '.webp', '.pdf'];
const naturalOrder = new Intl.Collator('en', { numeric: true });

/** Leaves out what is no scan and hidden files, in the order in which people number their files. */
export function scansAmong(files: readonly NamedFile[]): Picked | null {
  if (files.length === 0) return null;
  const isScan = ({ name }: NamedFile): boolean => scanExtensions.some((end) => name.toLowerCase().endsWith(end)) && !/(^|\/)\./.test(name);
  const scans = files.filter(isScan);
  return { kind: 'files', files: scans.sort((a, b) => naturalOrder.compare(a.name, b.name)), skipped: files.filter((file) => !isScan(file)).map(({ name }) => name) };
}

export function scanSource(desktop: Desktop | undefined): ScanSource {
  return desktop === undefined ? ofBrowser : ofDesktop(desktop);
}

function ofDesktop(desktop: Desktop): ScanSource {
  const found = (paths: readonly string[]): Picked | null => (paths.length === 0 ? null : { kind: 'paths', paths });
  return {
    chooseFiles: async () => found(await desktop.chooseFiles('scans')),
    async chooseFolder() {
      const folder = await desktop.chooseFolder();
      return folder === null ? null : found([folder]);
    },
    dropped: async (transfer) => found([...transfer.files].map((file) => desktop.pathOf(file)).filter((path) => path !== '')),
  };
}

const ofBrowser: ScanSource = {
  chooseFiles: () => ask((field) => { field.accept = scanExtensions.join(','); }),
  chooseFolder: () => ask((field) => { field.webkitdirectory = true; }),
  async dropped(transfer) {
    // Both must be taken before the first wait: the browser empties the transfer then.
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
    const plain = [...transfer.files].map((file) => ({ name: file.name, file }));
    if (!entries.some((entry) => entry.isDirectory)) return scansAmong(plain);
    return scansAmong((await Promise.all(entries.map(filesIn))).flat());
  },
};

function ask(prepare: (field: HTMLInputElement) => void): Promise<Picked | null> {
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  prepare(field);
  return new Promise((resolve) => {
    field.addEventListener('change', () => resolve(scansAmong([...(field.files ?? [])].map((file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })))));
    field.addEventListener('cancel', () => resolve(null));
    field.click();
  });
}

async function filesIn(entry: FileSystemEntry): Promise<NamedFile[]> {
  const name = entry.fullPath.replace(/^\//, '');
  if (entry instanceof FileSystemFileEntry) return [{ name, file: await new Promise<File>((resolve, reject) => { entry.file(resolve, reject); }) }];
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const inside: FileSystemEntry[] = [];
  for (;;) {
    // Some at a time, until there are no more.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesIn))).flat();
}
