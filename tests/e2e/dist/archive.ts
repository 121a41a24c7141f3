/** Reads an `app.asar` without the library that wrote it: a length, the list of files as JSON, then their contents one after the other. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export interface Archived {
  /** `out/main/index.js` */
  readonly name: string;
  /** Lies beside the archive, in `app.asar.unpacked`. */
  readonly unpacked: boolean;
  /** SHA-256 as the archive states it. */
  readonly stated: string;
  content(): Buffer;
}

interface Folder { readonly files: Readonly<Record<string, Folder | z.infer<typeof fileSchema>>> }
const fileSchema = z.object({
  size: z.int(), offset: z.string().optional(), unpacked: z.boolean().optional(), executable: z.boolean().optional(),
  integrity: z.object({ algorithm: z.literal('SHA256'), hash: z.string() }),
});
const folderSchema: z.ZodType<Folder> = z.object({ files: z.record(z.string(), z.union([z.lazy(() => folderSchema), fileSchema])) });

export function readArchive(file: string): readonly Archived[] {
  const bytes = readFileSync(file);
  // Two pickles: the header's length, and the header with the length of its text.
  const contents = 8 + bytes.readUInt32LE(4);
  const header = folderSchema.parse(JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))));
  const found: Archived[] = [];
  const walk = (folder: Folder, prefix: string): void => {
    for (const [name, entry] of Object.entries(folder.files)) {
      if ('files' in entry) walk(entry, `${prefix}${name}/`);
      else {
        const { size, offset, unpacked = false, integrity } = entry;
        const at = contents + Number(offset ?? 0);
        found.push({
          name: prefix + name, unpacked, stated: integrity.hash,
          content: () => (unpacked ? readFileSync(path.join(`${file}.unpacked`, prefix + name)) : bytes.subarray(at, at + size)),
        });
      }
    }
  };
  walk(header, '');
  return found;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
