/** Writes a zip file entry by entry, in little memory: each entry waits until the disk has taken those before it. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import ZipStream from 'zip-stream';

export interface ZipWriter {
  add(name: string, content: Uint8Array | Readable, options: { readonly store: boolean }): Promise<void>;
  /** Resolves with the file's size once everything is on disk. */
  end(): Promise<number>;
}

/** So that two backups of the same record are the same bytes. */
const date = new Date(Date.UTC(2000, 0, 1));

export function zipWriter(path: string): ZipWriter {
  const zip = new ZipStream({ zlib: { level: 6 } });
  const file = createWriteStream(path, { flags: 'wx', flush: true });
  const written = finished(file);
  // Whoever adds hears of it.
  written.catch(() => undefined);
  zip.on('error', (error) => file.destroy(error));
  zip.pipe(file);
  return {
    async add(name, content, { store }) {
      const added = new Promise<void>((resolve, reject) => { zip.entry(content, { name, store, date }, (error) => (error ? reject(error) : resolve())); });
      await Promise.race([added, written.then(() => { throw new Error(`${path} was closed too early.`); })]);
      while (file.writableNeedDrain) await Promise.race([once(file, 'drain'), written]);
    },
    async end() {
      zip.finish();
      await written;
      return file.bytesWritten;
    },
  };
}
