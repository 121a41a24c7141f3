/** The Redis server that goes into an installer: what `npm run vendor:redis` put in place, unchanged. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const platform = `${process.platform}-${process.arch}`;
const howTo = 'Put a build of Redis or Valkey in place first: npm run vendor:redis -- --from FILE|URL --sha256 SUM';

export const ownServerFolder = path.resolve(import.meta.dirname, '../resources/redis', platform);

const vendoredSchema = z.object({ files: z.record(z.string(), z.string()) });

/** Null when the server in this folder may go into an installer; else a sentence that says why not, and what to do. */
export function troubleWithServer(folder: string): string | null {
  if (!existsSync(path.join(folder, 'bin'))) return `There is no Redis server for ${platform} to put into the installer. ${howTo}`;
  const record = path.join(folder, 'vendored.json');
  if (!existsSync(record)) return `The Redis server for ${platform} came from this machine's set-up, not with a checksum, and may not run on others. ${howTo}`;
  const { files } = vendoredSchema.parse(JSON.parse(readFileSync(record, 'utf8')));
  const changed = Object.entries(files).find(([name, sum]) => !existsSync(path.join(folder, name)) || createHash('sha256').update(readFileSync(path.join(folder, name))).digest('hex') !== sum);
  if (changed !== undefined) return `${changed[0]} is not the file that was put there by npm run vendor:redis. ${howTo}`;
  if (!existsSync(path.join(folder, 'licences'))) return `The Redis server for ${platform} has no licence: put the text of it into ${path.join(folder, 'licences')}.`;
  return null;
}
