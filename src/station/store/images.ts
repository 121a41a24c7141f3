/** Scans as they came, content-addressed: `images/ab/cdef….jpg`. A file is there whole or not at all. */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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

export interface ImageFolder {
  /** Copies a file in: hashed while it is copied to a temporary name, fsynced, renamed. Throws ZhiyueError input-missing, disk-full. */
  take(path: string): Promise<StoredImage>;
}

const chunkBytes = 1 << 20;

export async function openImageFolder(dataFolder: string): Promise<ImageFolder> {
  const incoming = join(dataFolder, 'incoming');
  await mkdir(incoming, { recursive: true });
  // What a station that was killed had half copied.
  for (const left of await readdir(incoming)) await rm(join(incoming, left), { force: true });
  const made = new Set<string>();
  const folder = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true });
    made.add(path);
  };

  return {
    async take(path) {
      const temporary = join(incoming, randomUUID());
      try {
        const { sha256, bytes, head } = await copyHashed(path, temporary);
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
    },
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

interface Copied { readonly sha256: string; readonly bytes: number; readonly head: Buffer }

async function copyHashed(from: string, to: string): Promise<Copied> {
  const source = await open(from, 'r').catch((cause: unknown) => {
    const missing = systemCode(cause) === 'ENOENT';
    throw new ZhiyueError('input-missing', missing ? `${from} is not there.` : `${from} cannot be opened: ${String(cause)}.`, { about: basename(from), cause });
  });
  try {
    const target = await open(to, 'wx');
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(4096, (await source.stat()).size)));
      let head = Buffer.alloc(0);
      let bytes = 0;
      for (;;) {
        const { bytesRead } = await source.read(chunk, 0, chunk.length);
        if (bytesRead === 0) break;
        const part = chunk.subarray(0, bytesRead);
        if (bytes === 0) head = Buffer.from(part.subarray(0, 16));
        hash.update(part);
        await writeAll(target, part);
        bytes += bytesRead;
      }
      await target.datasync();
      return { sha256: hash.digest('hex'), bytes, head };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function writeAll(target: Awaited<ReturnType<typeof open>>, part: Uint8Array): Promise<void> {
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
