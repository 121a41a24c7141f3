/**
 * The pages that a run puts in, made once and kept in `node_modules/.cache`: mostly sheets printed for one candidate each (100 dpi, grey), and of everything else that a batch may hold a little:
 * sheets whose number is read off the bubbles, files put in twice, broken files, and PDFs of several pages.
 */
import { readdirSync } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layoutExam } from '../../src/sheet/layout/layout-exam.ts';
import type { ScanSource } from '../../src/station/station-api.ts';
import { hashOfProgram, madeIn } from '../support/kept-for-program.ts';
import { faultExam } from './fault-exam.ts';

export interface ScanSet {
  readonly pages: number;
  readonly files: readonly ScanSource[];
  /** Where runs with this program keep what they need again: readings, and what comes of a run that nothing happens to. */
  readonly kept: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const dpi = 100;

export async function scansFor(pages: number, print: (text: string) => void): Promise<ScanSet> {
  const exam = faultExam();
  const name = `${pages}-${layoutExam(exam, { personal: true }).version}-${layoutExam(exam, { personal: false }).version}`;
  const folder = await madeIn(join(root, 'node_modules/.cache/zhiyue-faults', name), (part) => {
    print(`${pages} pages are being simulated, once …`);
    return make(pages, part);
  });
  const files = readdirSync(folder).filter((file) => /\.(jpg|pdf)$/.test(file)).toSorted().map((file) => ({ path: join(folder, file), name: file }));
  return { pages, files, kept: join(folder, hashOfProgram(['tests/faults/fault-exam.ts', 'tests/support/station.ts'])) };
}

/** `1-0001.jpg` … sheets, `2-…` bubbles, `3-….pdf`, `4-…` copies, `5-…` broken: copies stand after what they are copies of. */
async function make(pages: number, folder: string): Promise<void> {
  const few = Math.max(1, Math.floor(pages / 50));
  const pdfPages = Math.min(6, Math.max(2, few));
  const pdfs = Math.max(1, Math.floor(pages / 250));
  const exam = faultExam();
  // Only here: it loads much, and most runs find the pages made.
  const [{ simulate }, { pdfOfScans }] = await Promise.all([import('../../src/simulate/simulate.ts'), import('../support/pdf-of-scans.ts')]);
  const sheets = pages - few * 3 - pdfs * pdfPages;
  await simulate({ exam, count: few + pdfs * pdfPages, seed: 2, quality: 'scanner', dpi, outFolder: join(folder, 'bubbles') });
  await simulate({ exam, count: sheets, seed: 1, quality: 'scanner', dpi, personal: true, outFolder: folder });
  const made = (kind: string): string[] => readdirSync(join(folder, kind)).filter((file) => file.endsWith('.jpg')).toSorted();
  const personal = made('.');
  const bubbles = made('bubbles').map((file) => `bubbles/${file}`);
  for (let i = 0; i < few; i++) {
    const [original = '', read = ''] = [personal[i * 3], bubbles[i]];
    await copyFile(join(folder, read), join(folder, `2-${String(i).padStart(3, '0')}.jpg`));
    await copyFile(join(folder, original), join(folder, `4-${String(i).padStart(3, '0')}.jpg`));
    const bytes = await readFile(join(folder, original));
    await writeFile(join(folder, `5-${String(i).padStart(3, '0')}.jpg`), bytes.subarray(0, 300 + i));
  }
  for (let i = 0; i < pdfs; i++) await writeFile(join(folder, `3-${i}.pdf`), await pdfOfScans(bubbles.slice(few + i * pdfPages, few + (i + 1) * pdfPages).map((file) => join(folder, file))));
  for (const file of personal) await rename(join(folder, file), join(folder, `1-${file}`));
  await rm(join(folder, 'bubbles'), { recursive: true });
}
