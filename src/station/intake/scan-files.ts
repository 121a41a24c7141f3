/** Which files somebody means by naming files, folders and patterns, and the name by which each is known in the results. */
import { glob, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { areOwnCrops } from '../report/own-crops.ts';
import { refuseSpecialFile } from './special-file.ts';

export interface ScanFile { readonly path: string; readonly name: string }
export interface ScanFiles {
  readonly files: readonly ScanFile[];
  /** Names of what is in folders and is no scan: other files, links that lead nowhere, pipes, and with a `/` behind them folders of pictures that an earlier run has cut out. */
  readonly skipped: readonly string[];
}

/** What a folder's file must end in to be taken for a scan; a file that is named itself may be called anything. */
const scanExtensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.tif', '.tiff', '.webp', '.pdf']);
/** Pictures that are none we read: half a class may have been photographed with a telephone that makes such files, so each becomes an exception that says what to do, and is not left out. */
const otherPictures: ReadonlySet<string> = new Set(['.heic', '.heif', '.avif', '.gif', '.bmp']);
const naturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

interface Found extends ScanFile {
  /** Stands in front of the name where it is not unique: the folder as people call it. */
  readonly prefix: string;
}

/**
 * Files, folders (recursively, in natural order) and patterns, in the order given; a file meant twice is taken once. `without` are folders and files in folders that are left out, such as the results.
 * A name is the path within its folder, or the file's own name; where two would be equal, the folder's name stands in front. Throws ZhiyueError input-missing, or file-type-unknown for a pipe, socket or device, and where not one of the files is a scan by its name or its content.
 */
export async function collectScans(scans: readonly string[], without: readonly string[] = []): Promise<ScanFiles> {
  const found: Found[] = [];
  const skipped: string[] = [];
  for (const scan of scans) {
    await refuseSpecialFile(scan, 'file-type-unknown');
    const status = await stat(scan).catch(() => null);
    if (status === null && isPattern(scan)) await fromPattern(scan, without, found, skipped);
    else if (status === null) throw ZhiyueError.of('input-missing', [fault('path-absent')], { about: scan });
    else if (status.isDirectory()) await fromFolder(scan, without, found, skipped);
    else found.push({ path: path.resolve(scan), name: path.basename(scan), prefix: prefixOf(path.dirname(scan)) });
  }
  if (found.length === 0) throw ZhiyueError.of('input-missing', [fault('scans-none')], { about: scans.join(' ') });
  if (!(await anyScan(found))) throw ZhiyueError.of('file-type-unknown', [fault('scans-other')], { about: scans.join(' ') });
  return { files: named(await once(found)), skipped };
}

async function anyScan(found: readonly Found[]): Promise<boolean> {
  if (found.some(({ path: file }) => isScan(file))) return true;
  // What looks into files is large, and seldom needed here.
  const { readType } = await import('../images/inspect.ts');
  for (const { path: file } of found) if (await readType(file).then(() => true, () => false)) return true;
  return false;
}

async function fromFolder(folder: string, without: readonly string[], found: Found[], skipped: string[]): Promise<void> {
  const root = path.resolve(folder);
  for (const { place, kind } of await placesUnder(root, new Set(without.map((each) => path.resolve(each))), new Set())) {
    const name = path.relative(root, place).split(path.sep).join('/');
    if (kind === 'file' && isPicture(place)) found.push({ path: place, name, prefix: prefixOf(folder) });
    else skipped.push(kind === 'crops' ? `${name}/` : name);
  }
}

/** The shell did not expand it: quotes around it, or Windows. What it finds is treated as a folder's files are. */
async function fromPattern(pattern: string, without: readonly string[], found: Found[], skipped: string[]): Promise<void> {
  const fixed = fixedPart(pattern);
  const matches = (await Array.fromAsync(glob(pattern))).sort(naturalOrder.compare);
  if (matches.length === 0) throw ZhiyueError.of('input-missing', [fault('pattern-none')], { about: pattern });
  const excluded = without.map((each) => path.resolve(each));
  const root = path.resolve(fixed), crops = await cropsAmong(matches, root);
  for (const folder of crops) if (!excluded.some((each) => isWithin(folder, each))) skipped.push(`${path.relative(root, folder).split(path.sep).join('/')}/`);
  for (const match of matches) {
    const file = path.resolve(match);
    if ([...excluded, ...crops].some((folder) => isWithin(file, folder))) continue;
    // A link may lead nowhere.
    const status = await stat(file).catch(() => null);
    if (status?.isDirectory()) continue;
    const name = path.relative(root, file).split(path.sep).join('/');
    if (status?.isFile() && isPicture(file)) found.push({ path: file, name, prefix: prefixOf(fixed) });
    else skipped.push(name);
  }
}

/** Folders below `root` with pictures that an earlier run has cut out, of those that a pattern leads into. */
async function cropsAmong(matches: readonly string[], root: string): Promise<readonly string[]> {
  const folders = new Set(matches.map((match) => path.dirname(path.resolve(match))).flatMap((folder) => foldersOf(folder, root)));
  const own = await Promise.all([...folders].map(async (folder) => (await areOwnCrops(folder) ? [folder] : [])));
  return own.flat();
}

/** The folder and those that it is in, below `root`. */
function foldersOf(folder: string, root: string): string[] {
  return folder !== root && isWithin(folder, root) ? [folder, ...foldersOf(path.dirname(folder), root)] : [];
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder + path.sep);
}

/** `crops`: a whole folder of them; `other`: a link that leads nowhere, or a pipe or a device. */
interface Place { readonly place: string; readonly kind: 'file' | 'crops' | 'other' }

/** What is in a folder and those in it. */
async function placesUnder(folder: string, without: ReadonlySet<string>, visited: Set<string>): Promise<Place[]> {
  const real = await realpath(folder);
  // A link that leads back up would never end.
  if (visited.has(real)) return [];
  visited.add(real);
  const places: Place[] = [];
  for (const name of (await readdir(folder)).sort(naturalOrder.compare)) {
    const place = path.join(folder, name);
    if (name.startsWith('.') || without.has(place)) continue;
    const status = await stat(place).catch(() => null);
    if (status?.isDirectory()) places.push(...(await areOwnCrops(place) ? [{ place, kind: 'crops' as const }] : await placesUnder(place, without, visited)));
    else places.push({ place, kind: status?.isFile() ? 'file' : 'other' });
  }
  return places;
}

/** By its name. */
export function isScan(file: string): boolean {
  return scanExtensions.has(path.extname(file).toLowerCase());
}

function isPicture(file: string): boolean {
  return isScan(file) || otherPictures.has(path.extname(file).toLowerCase());
}

function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** The folders of a pattern before its first wildcard. */
function fixedPart(pattern: string): string {
  const parts = pattern.split(/[/\\]/);
  const wild = parts.findIndex(isPattern);
  return parts.slice(0, wild).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

function prefixOf(folder: string): string {
  return folder.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
}

async function once(found: readonly Found[]): Promise<Found[]> {
  const seen = new Set<string>();
  const kept: Found[] = [];
  for (const file of found) {
    const real = await realpath(file.path);
    if (!seen.has(real)) kept.push(file);
    seen.add(real);
  }
  return kept;
}

function named(found: readonly Found[]): ScanFile[] {
  const count = Map.groupBy(found, (file) => file.name);
  const longer = found.map((file) => ({
    path: file.path,
    name: (count.get(file.name)?.length ?? 0) > 1 && file.prefix !== '' ? `${file.prefix}/${file.name}` : file.name,
  }));
  const stillTwice = Map.groupBy(longer, (file) => file.name);
  return longer.map((file) => ((stillTwice.get(file.name)?.length ?? 0) > 1 ? { path: file.path, name: file.path.split(path.sep).join('/') } : file));
}
