/** What a file of a scan batch is, judged by its content and never by its name. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { unopened } from '../intake/unopened.ts';
import { maxFileBytes, maxPages } from './limits.ts';
import { countPdfPages } from './pdf.ts';
import { rasterHeader } from './raster.ts';
import { foreignType, sniffBytes, sniffType } from './scan-type.ts';
import type { ScanType } from './scan-type.ts';

export type { ScanType } from './scan-type.ts';

export interface ScanFile {
  readonly type: ScanType;
  /** Pages in the file: 1 for JPEG, PNG and WebP. */
  readonly pages: number;
}

/**
 * Reads a file's type and number of pages from its first bytes and headers; decodes no pixels.
 * Throws ZhiyueError file-empty, file-type-unknown, file-damaged, file-encrypted, image-too-large or input-missing, each about the file's name.
 */
export async function inspectFile(path: string): Promise<ScanFile> {
  const about = basename(path);
  const type = await readType(path);
  if (type === 'pdf') return { type, pages: checkedPages(await countPdfPages(path), about) };
  // A page beyond the first has a header of its own, looked at when it is decoded.
  const { pages } = await rasterHeader(path, type, { page: 1, about });
  return { type, pages: checkedPages(pages, about) };
}

function checkedPages(pages: number, about: string): number {
  if (pages > maxPages) throw ZhiyueError.of('image-too-large', [fault('scan-pages', { pages, most: maxPages })], { about });
  if (pages < 1) throw ZhiyueError.of('file-damaged', [fault('scan-pages-none')], { about });
  return pages;
}

/** The file's type from its first bytes; throws as `inspectFile` does, headers left aside. */
export async function readType(path: string): Promise<ScanType> {
  return (await readStart(path, sniffBytes)).type;
}

/** The same with up to so many of its first bytes. */
export async function readStart(path: string, most: number): Promise<{ readonly type: ScanType; readonly start: Uint8Array }> {
  const about = basename(path);
  const { size, head: start } = await readHead(path, about, most), head = start.subarray(0, sniffBytes);
  if (size === 0) throw ZhiyueError.of('file-empty', [fault('scan-empty')], { about });
  if (size > maxFileBytes) throw ZhiyueError.of('image-too-large', [fault('scan-large', { megabytes: Math.round(size / 2 ** 20), most: maxFileBytes / 2 ** 20 })], { about });
  const type = sniffType(head);
  if (type !== null) return { type, start };
  throw ZhiyueError.of('file-type-unknown', [fault(foreignType(head) ?? 'scan-strange')], { about });
}

async function readHead(path: string, about: string, most: number): Promise<{ size: number; head: Uint8Array }> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const head = Buffer.allocUnsafe(Math.min(size, most));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return { size, head: head.subarray(0, bytesRead) };
  } catch (cause) {
    throw unopened(about, cause);
  }
}
