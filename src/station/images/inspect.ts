/** What a file of a scan batch is, judged by its content and never by its name. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { maxFileBytes, maxPages } from './limits.ts';
import { countPdfPages } from './pdf.ts';
import { rasterHeader } from './raster.ts';
import { adviceForForeignType, sniffBytes, sniffType } from './scan-type.ts';
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
  if (pages > maxPages) throw new ZhiyueError('image-too-large', `${about} has ${pages} pages, more than the ${maxPages} a file may have; split it`, { about });
  if (pages < 1) throw new ZhiyueError('file-damaged', `${about} has no pages; scan it again`, { about });
  return pages;
}

/** The file's type from its first bytes; throws as `inspectFile` does, headers left aside. */
export async function readType(path: string): Promise<ScanType> {
  const about = basename(path);
  const { size, head } = await readHead(path, about);
  if (size === 0) throw new ZhiyueError('file-empty', `${about} is empty (0 bytes); scan or copy it again`, { about });
  if (size > maxFileBytes) throw new ZhiyueError('image-too-large', `${about} has ${Math.round(size / 2 ** 20)} MB, more than the ${maxFileBytes / 2 ** 20} MB a file may have; split it or scan it at a lower resolution`, { about });
  const type = sniffType(head);
  if (type !== null) return type;
  const advice = adviceForForeignType(head) ?? 'Put in the original scan again.';
  throw new ZhiyueError('file-type-unknown', `${about} is not a JPEG, PNG, TIFF, WebP or PDF file. ${advice}`, { about });
}

async function readHead(path: string, about: string): Promise<{ size: number; head: Uint8Array }> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, sniffBytes));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return { size, head: head.subarray(0, bytesRead) };
  } catch (cause) {
    throw new ZhiyueError('input-missing', `${about} cannot be opened (${cause instanceof Error ? cause.message : String(cause)})`, { about, cause });
  }
}
