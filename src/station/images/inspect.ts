/** What a file of a scan batch is, judged by its content and never by its name. */
import { ZhiyueError } from '../../contract/errors.ts';

export type ScanType = 'jpeg' | 'png' | 'tiff' | 'webp' | 'pdf';

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
  throw new ZhiyueError('internal', 'inspectFile is not written yet', { about: path });
}
