/** Scans as they came, content-addressed: `images/ab/cdef….jpg`. A file is there whole or not at all. */
import { createHash, randomUUID } from 'node:crypto';
import { access, type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { ZhiyueError } from '../../contract/errors.ts';
import { diskTrouble, systemCode } from './trouble.ts';

export interface StoredImage {
  readonly sha256: string;
  readonly bytes: number;
  /** Name within the data folder. */
  readonly file: string;
  /** What the first bytes say; null when they say nothing known. */
  readonly kind: ScanKind | null;
}

export type ScanKind = 'jpg' | 'png' | 'webp' | 'tif' | 'pdf';

export interface StreamLimits {
  /** The file's name, for errors. */
  readonly name: string;
  /** More is refused with `request-too-large`. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface ImageFolder {
  /** Copies a file in: hashed while it is copied to a temporary name, fsynced, renamed. Throws ZhiyueError input-missing, disk-full. */
  take(path: string): Promise<StoredImage>;
  /** The same for bytes that arrive; the sender waits for the disk. Throws request-too-large, disk-full, the signal's reason, or the stream's own error; nothing is left of a file that broke off. */
  takeStream(stream: Readable, limits: StreamLimits): Promise<StoredImage>;
}

const chunkBytes = 1 << 20;
/** Enough to tell what a file is. */
const headBytes = 16;

export async function openImageFolder(dataFolder: string): Promise<ImageFolder> {
  const incoming = join(dataFolder, 'incoming');
  await mkdir(incoming, { recursive: true });
  // What a station that was killed had half copied.
  for (const left of await readdir(incoming)) await rm(join(incoming, left), { force: true });
  const keep = imageKeeper(dataFolder);
  return {
    take: (path) => keep(chunksOfFile(path)),
    takeStream(stream, { name, maxBytes, signal }) {
      // A sender may go at the very end: what came is not known to be whole then.
      return keep(limited(addAbortSignal(signal, stream), maxBytes, name), () => signal.throwIfAborted()).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    },
  };
}

/** Keeps bytes as an image of the folder: on disk under its hash when it resolves. `stillWanted` throws at the end when they are not wanted any more. Throws ZhiyueError disk-full. */
export type KeepImage = (chunks: AsyncIterable<Uint8Array>, stillWanted?: () => void) => Promise<StoredImage>;

/** For the station, and for a thread of it that restores a backup. */
export function imageKeeper(dataFolder: string): KeepImage {
  const incoming = join(dataFolder, 'incoming');
  const made = new Set<string>();
  const folder = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true });
    made.add(path);
  };
  return async (chunks, stillWanted = () => {}) => {
    const temporary = join(incoming, randomUUID());
    try {
      const { sha256, bytes, head } = await copyHashed(chunks, temporary);
      stillWanted();
      const kind = kindOf(head);
      const file = `images/${sha256.slice(0, 2)}/${sha256.slice(2)}.${kind ?? 'bin'}`;
      const final = join(dataFolder, file);
      if (await access(final).then(() => true, () => false)) {
        await rm(temporary);
      } else {
        await folder(dirname(final));
        await rename(temporary, final);
        await syncFolder(dirname(final));
      }
      return { sha256, bytes, file, kind };
    } catch (error) {
      await rm(temporary, { force: true });
      throw diskTrouble(error, dataFolder);
    }
  };
}

function kindOf(head: Buffer): ScanKind | null {
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpg';
  if (text.startsWith('\x89PNG')) return 'png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tif';
  return text.startsWith('%PDF') ? 'pdf' : null;
}

/** Of a file as it lies there, without keeping it. Throws ZhiyueError input-missing. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunksOfFile(path)) hash.update(chunk);
  return hash.digest('hex');
}

interface Copied { readonly sha256: string; readonly bytes: number; readonly head: Buffer }

/** One buffer for all chunks: whoever takes one is done with it before asking for the next. */
async function* chunksOfFile(path: string): AsyncGenerator<Uint8Array> {
  const source = await open(path, 'r').catch((cause: unknown) => {
    const missing = systemCode(cause) === 'ENOENT';
    throw new ZhiyueError('input-missing', missing ? `${path} is not there.` : `${path} cannot be opened: ${String(cause)}.`, { about: basename(path), cause });
  });
  try {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(4096, (await source.stat()).size)));
    for (;;) {
      const { bytesRead } = await source.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await source.close();
  }
}

async function* limited(stream: Readable, maxBytes: number, name: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new ZhiyueError('internal', `The stream of ${name} is none of bytes.`, { about: name });
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ZhiyueError('request-too-large', `${name} has more than the ${Math.floor(maxBytes / 2 ** 20)} MB that a file may have; split it, or scan it at a lower resolution.`, { about: name });
    yield chunk;
  }
}

async function copyHashed(chunks: AsyncIterable<Uint8Array>, to: string): Promise<Copied> {
  const hash = createHash('sha256');
  let target: FileHandle | null = null;
  let head = Buffer.alloc(0);
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      target ??= await open(to, 'wx');
      if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)]);
      hash.update(chunk);
      await writeAll(target, chunk);
      bytes += chunk.length;
    }
    target ??= await open(to, 'wx');
    await target.datasync();
  } finally {
    await target?.close();
  }
  return { sha256: hash.digest('hex'), bytes, head };
}

async function writeAll(target: FileHandle, part: Uint8Array): Promise<void> {
  for (let written = 0; written < part.length;) written += (await target.write(part, written)).bytesWritten;
}

/** A rename is only on disk once its folder is. Windows cannot open folders and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
