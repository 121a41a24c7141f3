/** Reads a zip from a file, trusting nothing that it says: names, sizes and checksums are compared with what is really there. */
import { crc32 } from 'node:zlib';
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ZhiyueError } from '../../contract/errors.ts';
import { unopened } from '../intake/unopened.ts';
import { limits } from './format.ts';

export interface ZipReader extends Disposable {
  has(name: string): boolean;
  /** Bytes of an entry, as the zip says; a longer or shorter entry fails while it is read. */
  bytesOf(name: string): number;
  /** The entry in pieces. Throws ZhiyueError backup-damaged for one that is not there, is larger than `mostBytes`, or does not have its checksum. */
  read(name: string, options: { readonly stored: boolean; readonly mostBytes: number }): AsyncGenerator<Buffer>;
  readonly names: Iterable<string>;
}

export const damaged = (about: string, why: string, cause?: unknown): ZhiyueError => new ZhiyueError('backup-damaged', `The backup is damaged: ${why}. Nothing was changed.`, { about, cause });

/** Throws ZhiyueError backup-foreign for a file that is no zip, backup-damaged for one that is cut off. */
export async function openZip(path: string, about: string): Promise<ZipReader> {
  const zip = await opened(path, about);
  const entries = new Map<string, Entry>();
  try {
    if (zip.entryCount > limits.entries) throw damaged(about, `it says that it has ${zip.entryCount} parts`);
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw damaged(about, `the part ${entry.fileName} is there twice`);
      if (entry.isEncrypted() || ![0, 8].includes(entry.compressionMethod)) throw damaged(about, `the part ${entry.fileName} is packed in an unknown way`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    zip.close();
    throw error instanceof ZhiyueError ? error : damaged(about, message(error), error);
  }

  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (!entry) throw damaged(about, `the part ${name} is missing`);
    return entry;
  };
  return {
    names: entries.keys(),
    has: (name) => entries.has(name),
    bytesOf: (name) => entryOf(name).uncompressedSize,
    async *read(name, { stored, mostBytes }) {
      const entry = entryOf(name);
      if (entry.uncompressedSize > mostBytes || entry.uncompressedSize > entry.compressedSize * limits.unfolding + 1024) throw damaged(about, `the part ${name} would unfold to ${entry.uncompressedSize} bytes`);
      if (stored && entry.compressionMethod !== 0) throw damaged(about, `the part ${name} is packed, which it should not be`);
      let sum = 0;
      try {
        const stream: Readable & AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry);
        for await (const chunk of stream) {
          sum = crc32(chunk, sum);
          yield chunk;
        }
      } catch (error) {
        if (error instanceof ZhiyueError) throw error;
        throw damaged(about, `the part ${name} cannot be read (${message(error)})`, error);
      }
      if (sum !== entry.crc32) throw damaged(about, `the part ${name} is not what it was`);
    },
    [Symbol.dispose]: () => zip.close(),
  };
}

async function opened(path: string, about: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw unopened(about, error);
    throw new ZhiyueError('backup-foreign', `${about} is no backup of Zhiyue Station, or its end is missing.`, { about, cause: error });
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
