/** What the window gets of the desktop app: the functions of `Desktop` and nothing else. Runs in the sandbox, in a world of its own. */
import './no-eval.ts';
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { connectSchema, type Desktop, type DesktopAnswers, type DesktopAsks, desktopChannels, desktopCommandSchema, type DesktopCommand, desktopName, type DesktopRequest, desktopRequests } from '../contract/desktop.ts';

async function ask<N extends DesktopRequest>(name: N, asks: DesktopAsks<N>): Promise<DesktopAnswers<N>>;
async function ask(name: DesktopRequest, asks: unknown): Promise<unknown> {
  const { asks: takes, answers } = desktopRequests[name];
  return answers.parse(await ipcRenderer.invoke(desktopChannels.request, { name, asks: takes.parse(asks) }));
}

const waiting: DesktopCommand[] = [];
let hear: ((command: DesktopCommand) => void) | null = null;
ipcRenderer.on(desktopChannels.command, (_event, said: unknown) => {
  const command = desktopCommandSchema.parse(said);
  if (hear === null) waiting.push(command);
  else hear(command);
});

// A port cannot pass the bridge; it goes to the page as a message of its own window.
ipcRenderer.on(desktopChannels.port, (event, id: unknown) => window.postMessage({ zhiyuePort: connectSchema.parse(id) }, window.location.origin, [...event.ports]));

const desktop: Desktop = {
  platform: process.platform,
  connect: (id) => ipcRenderer.send(desktopChannels.connect, connectSchema.parse(id)),
  chooseFiles: (kind) => ask('chooseFiles', { kind }),
  chooseFolder: () => ask('chooseFolder', {}),
  saveFile: (name, bytes) => ask('saveFile', { name, bytes: new Uint8Array(bytes) }),
  choosePlace: (name) => ask('choosePlace', { name }),
  openDataFolder: () => ask('openDataFolder', {}),
  showInFolder: (path) => ask('showInFolder', { path }),
  openLink: (url) => ask('openLink', { url }),
  useLanguage: (language) => ask('useLanguage', { language }),
  pathOf: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ''),
  onCommand: (listener) => {
    hear = listener;
    for (const command of waiting.splice(0)) listener(command);
  },
};
contextBridge.exposeInMainWorld(desktopName, desktop);
