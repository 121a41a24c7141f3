/** What the desktop app's window may ask of the computer it runs on, and what the app tells the window: the whole of it. Both ends check what arrives. */
import { z } from 'zod';

/** Where the window finds it: `window.zhiyue`; a browser has none. */
export const desktopName = 'zhiyue';

const filePath = z.string().min(1).max(4096);
/** A name without a folder; what no file system takes is refused. */
const fileName = z.string().min(1).max(200).regex(/^[^/\\:*?"<>|\p{Cc}]+$/u);

export const desktopLanguageSchema = z.enum(['zh-CN', 'en']);
export const fileKindSchema = z.enum(['scans', 'exam', 'roster', 'backup']);
export type FileKind = z.infer<typeof fileKindSchema>;

export const desktopRequests = {
  chooseFiles: { asks: z.strictObject({ kind: fileKindSchema }), answers: z.array(filePath) },
  chooseFolder: { asks: z.strictObject({}), answers: filePath.nullable() },
  saveFile: { asks: z.strictObject({ name: fileName, bytes: z.instanceof(Uint8Array) }), answers: filePath.nullable() },
  /** Where to write a file that the station writes itself. */
  choosePlace: { asks: z.strictObject({ name: fileName }), answers: filePath.nullable() },
  openDataFolder: { asks: z.strictObject({}), answers: z.null() },
  showInFolder: { asks: z.strictObject({ path: filePath }), answers: z.boolean() },
  openLink: { asks: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) }), answers: z.boolean() },
  useLanguage: { asks: z.strictObject({ language: desktopLanguageSchema }), answers: z.null() },
} as const;
export type DesktopRequest = keyof typeof desktopRequests;
export type DesktopAsks<N extends DesktopRequest> = z.infer<(typeof desktopRequests)[N]['asks']>;
export type DesktopAnswers<N extends DesktopRequest> = z.infer<(typeof desktopRequests)[N]['answers']>;

/** What a menu, or a file that was opened with the app, wants of the screens. */
export const desktopCommandSchema = z.discriminatedUnion('kind', [
  /** `screen`: as in the address after `#/`. */
  z.strictObject({ kind: z.literal('go'), screen: z.string().regex(/^[a-z-]*$/) }),
  z.strictObject({ kind: z.literal('open'), paths: z.array(filePath) }),
]);
export type DesktopCommand = z.infer<typeof desktopCommandSchema>;

/** `window.zhiyue`. Requests reject when the person's computer refuses (a file that cannot be written). */
export interface Desktop {
  readonly platform: string;
  /** Asks for a port to the station; it arrives as a `message` event of the window itself, `{ zhiyuePort: id }` with the port. */
  connect(id: number): void;
  /** Files and, for scans, whole folders of them; empty when the person thought better of it. */
  chooseFiles(kind: FileKind): Promise<readonly string[]>;
  chooseFolder(): Promise<string | null>;
  /** Asks where to, and writes; null when the person thought better of it. */
  saveFile(name: string, bytes: Uint8Array): Promise<string | null>;
  /** Asks where a file of this name is to be, and writes nothing; null when the person thought better of it. */
  choosePlace(name: string): Promise<string | null>;
  /** In the system's own file manager. */
  openDataFolder(): Promise<null>;
  /** False for a path that this window was not given. */
  showInFolder(path: string): Promise<boolean>;
  /** Opens the station's own address on the LAN in the browser; false for every other. */
  openLink(url: string): Promise<boolean>;
  /** The language of menus and notifications. */
  useLanguage(language: z.infer<typeof desktopLanguageSchema>): Promise<null>;
  /** Where a file that was dropped on the window lies; empty for one that lies nowhere. */
  pathOf(file: object): string;
  /** What comes before somebody listens waits. */
  onCommand(listener: (command: DesktopCommand) => void): void;
}

export const desktopChannels = { request: 'zhiyue:request', connect: 'zhiyue:connect', port: 'zhiyue:port', command: 'zhiyue:command' } as const;
export const connectSchema = z.int().min(1);
export const portMessageSchema = z.strictObject({ zhiyuePort: connectSchema });
