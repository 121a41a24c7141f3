/** Puts the sheets on disk: the PDF to print, and beside it the layout for whoever reads the scans. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import type { Candidate, Exam } from '../../exam/exam.ts';
import { layoutExam } from '../layout/layout-exam.ts';
import { renderSheets } from './render-sheets.ts';

export interface WrittenSheets {
  readonly pdf: string;
  readonly layoutJson: string;
  /** Pages of the whole PDF. */
  readonly pages: number;
  /** Pages of one sheet. */
  readonly pagesPerSheet: number;
}

/** `sheets.pdf` becomes `sheets.layout.json`. */
export function layoutFileBeside(pdf: string): string {
  return join(dirname(pdf), `${basename(pdf).replace(/\.pdf$/i, '')}.layout.json`);
}

function unwritable(file: string, cause: unknown): ZhiyueError {
  const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  return full
    ? new ZhiyueError('disk-full', `No space left to write ${file}.`, { about: file, cause })
    : new ZhiyueError('output-unwritable', `${file} cannot be written.`, { about: file, cause });
}

/** Both files or none: they are written under other names first. */
async function writeAll(files: readonly { readonly file: string; readonly content: Uint8Array | string }[]): Promise<void> {
  const suffix = `.${randomUUID().slice(0, 8)}.part`;
  try {
    for (const { file, content } of files) {
      await writeFile(file + suffix, content, { flag: 'wx' }).catch((cause: unknown) => { throw unwritable(file, cause); });
    }
    for (const { file } of files) await rename(file + suffix, file).catch((cause: unknown) => { throw unwritable(file, cause); });
  } finally {
    for (const { file } of files) await rm(file + suffix, { force: true }).catch(() => undefined);
  }
}

/**
 * Writes `outFile` and its layout file. With candidates: a personal sheet for each, in their order; without: one sheet for everybody to copy.
 * Throws `exam-invalid` when a question fits no page, `output-unwritable` or `disk-full` when a file cannot be written (then neither is left half written).
 */
export async function writeSheets(order: { readonly exam: Exam; readonly candidates: readonly Candidate[] | null; readonly outFile: string }): Promise<WrittenSheets> {
  const { exam, candidates, outFile } = order;
  const layout = layoutExam(exam, { personal: candidates !== null });
  const pdf = await renderSheets(exam, layout, candidates === null ? {} : { candidates });
  const layoutJson = layoutFileBeside(outFile);
  await writeAll([{ file: outFile, content: pdf }, { file: layoutJson, content: `${JSON.stringify(layout, null, 1)}\n` }]);
  return { pdf: outFile, layoutJson, pages: layout.pages.length * (candidates?.length ?? 1), pagesPerSheet: layout.pages.length };
}
