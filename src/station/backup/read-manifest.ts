/** What a backup says is in it. */
import { ZhiyueError } from '../../contract/errors.ts';
import { recordVersion } from '../store/migrations.ts';
import { formatName, formatVersion, limits, type Manifest, manifestEntry, manifestSchema } from './format.ts';
import { damaged, type ZipReader } from './zip-reader.ts';

/** Throws ZhiyueError backup-foreign, backup-newer, backup-damaged. */
export async function readManifest(zip: ZipReader, about: string): Promise<Manifest> {
  const foreign = (): ZhiyueError => new ZhiyueError('backup-foreign', `${about} is no backup of Zhiyue Station.`, { about });
  if (!zip.has(manifestEntry)) throw foreign();
  const chunks = await Array.fromAsync(zip.read(manifestEntry, { stored: false, mostBytes: limits.manifestBytes }));
  const said = parsed(Buffer.concat(chunks).toString('utf8'));
  if (typeof said !== 'object' || said === null || !('format' in said) || said.format !== formatName) throw foreign();
  const newer = 'version' in said && typeof said.version === 'number' && said.version > formatVersion;
  const newerRows = 'schema' in said && typeof said.schema === 'number' && said.schema > recordVersion;
  if (newer || newerRows) throw new ZhiyueError('backup-newer', `${about} was written by a newer version of Zhiyue Station: update this one, then restore it.`, { about });
  const manifest = manifestSchema.safeParse(said);
  if (!manifest.success) throw damaged(about, `its table of contents is not right (${manifest.error.issues[0]?.path.join('.') ?? ''})`);
  if (new Set(manifest.data.exams.map(({ id }) => id)).size !== manifest.data.exams.length) throw damaged(about, 'it names an exam twice');
  return manifest.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
