/** What the window may have of this computer: files that the person chooses, a place to save to, its own address. Everything that comes from it is checked. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, type BrowserWindow, dialog, type FileFilter, ipcMain, type IpcMainInvokeEvent, shell } from 'electron';
import { z } from 'zod';
import { type DesktopAnswers, type DesktopAsks, desktopChannels, type DesktopRequest, desktopRequests, type FileKind } from '../contract/desktop.ts';
import type { Language, Translate } from './i18n/texts.ts';

export interface DialogParts {
  readonly window: () => BrowserWindow | null;
  /** Whether a message comes from our own page, and not from something inside it. */
  readonly isOurs: (event: IpcMainInvokeEvent) => boolean;
  readonly t: () => Translate;
  readonly useLanguage: (language: Language) => void;
  readonly showDataFolder: () => void;
  /** Addresses under which the station can be opened in a browser now. */
  readonly addresses: () => Promise<readonly string[]>;
}

type Answering = { readonly [N in DesktopRequest]: (asks: DesktopAsks<N>) => Promise<DesktopAnswers<N>> };
const isRequest = (name: string): name is DesktopRequest => Object.hasOwn(desktopRequests, name);
const requestSchema = z.strictObject({ name: z.string().refine(isRequest), asks: z.unknown() });

const extensions: Readonly<Record<FileKind, readonly string[]>> = { scans: ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'pdf'], exam: ['json'], roster: ['csv', 'xlsx'], backup: ['zyexam'] };

export function answerDialogs({ window, isOurs, t, useLanguage, showDataFolder, addresses }: DialogParts): Disposable {
  /** Only what the person has chosen himself can be shown. */
  const given = new Set<string>();

  async function place(name: string): Promise<string | null> {
    const options = { defaultPath: path.join(app.getPath('documents'), name) };
    const parent = window();
    const { canceled, filePath } = await (parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options));
    if (canceled || filePath === '') return null;
    given.add(filePath);
    return filePath;
  }

  const answering: Answering = {
    async chooseFiles({ kind }) {
      const filters: FileFilter[] = [{ name: t()(`files.${kind}`), extensions: [...extensions[kind]] }, { name: t()('files.all'), extensions: ['*'] }];
      const options = { filters, properties: kind === 'scans' ? ['openFile' as const, 'multiSelections' as const] : ['openFile' as const] };
      const parent = window();
      const { filePaths } = await (parent === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options));
      for (const file of filePaths) given.add(file);
      return filePaths;
    },
    async chooseFolder() {
      const parent = window();
      const { filePaths } = await (parent === null ? dialog.showOpenDialog({ properties: ['openDirectory'] }) : dialog.showOpenDialog(parent, { properties: ['openDirectory'] }));
      const folder = filePaths[0] ?? null;
      if (folder !== null) given.add(folder);
      return folder;
    },
    async saveFile({ name, bytes }) {
      const file = await place(name);
      if (file !== null) await writeFile(file, bytes);
      return file;
    },
    choosePlace: ({ name }) => place(name),
    async openDataFolder() {
      showDataFolder();
      return null;
    },
    async showInFolder({ path: file }) {
      if (!given.has(file)) return false;
      shell.showItemInFolder(file);
      return true;
    },
    async openLink({ url }) {
      const { origin } = new URL(url);
      if (!(await addresses()).some((address) => new URL(address).origin === origin)) return false;
      await shell.openExternal(url);
      return true;
    },
    async useLanguage({ language }) {
      useLanguage(language);
      return null;
    },
  };

  async function answer<N extends DesktopRequest>(name: N, asks: unknown): Promise<DesktopAnswers<N>>;
  async function answer(name: DesktopRequest, asks: unknown): Promise<unknown> {
    switch (name) {
      case 'chooseFiles': return answering.chooseFiles(desktopRequests.chooseFiles.asks.parse(asks));
      case 'chooseFolder': return answering.chooseFolder(desktopRequests.chooseFolder.asks.parse(asks));
      case 'saveFile': return answering.saveFile(desktopRequests.saveFile.asks.parse(asks));
      case 'choosePlace': return answering.choosePlace(desktopRequests.choosePlace.asks.parse(asks));
      case 'openDataFolder': return answering.openDataFolder(desktopRequests.openDataFolder.asks.parse(asks));
      case 'showInFolder': return answering.showInFolder(desktopRequests.showInFolder.asks.parse(asks));
      case 'openLink': return answering.openLink(desktopRequests.openLink.asks.parse(asks));
      case 'useLanguage': return answering.useLanguage(desktopRequests.useLanguage.asks.parse(asks));
    }
  }

  ipcMain.handle(desktopChannels.request, async (event, said: unknown) => {
    if (!isOurs(event)) throw new Error('not for this page');
    const { name, asks } = requestSchema.parse(said);
    return answer(name, asks);
  });
  return { [Symbol.dispose]: () => ipcMain.removeHandler(desktopChannels.request) };
}
