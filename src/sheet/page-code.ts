/**
 * The text in a page's machine code (QR): exam, layout version, page and, on personal sheets, the candidate.
 * Only characters of QR's alphanumeric mode, so that a small symbol holds it.
 *
 * `ZY1:<exam tag 6>:<layout version 6>:<page>[:<candidate number>]`
 */

export interface PageCode {
  /** `examTag(exam.id)`: names the exam without its whole id. */
  readonly examTag: string;
  readonly layoutVersion: string;
  readonly page: number;
  readonly candidateNo: string | null;
}

const pattern = /^ZY1:([0-9A-Z]{6}):([0-9A-Z]{6}):([1-9][0-9]?)(?::([0-9A-Z-]{1,24}))?$/;

export function formatPageCode(code: PageCode): string {
  const head = `ZY1:${code.examTag}:${code.layoutVersion}:${code.page}`;
  return code.candidateNo === null ? head : `${head}:${code.candidateNo}`;
}

/** Null when the text is not one of our page codes. */
export function parsePageCode(text: string): PageCode | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [, examTag, layoutVersion, page, candidateNo] = match;
  if (examTag === undefined || layoutVersion === undefined || page === undefined) return null;
  return { examTag, layoutVersion, page: Number(page), candidateNo: candidateNo ?? null };
}

/** Six characters of 0-9A-Z that stand for an exam id or any other text (FNV-1a, 64 bit, base 36). */
export function tag(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return (hash % 36n ** 6n).toString(36).toUpperCase().padStart(6, '0');
}
