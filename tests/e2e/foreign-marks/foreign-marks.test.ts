import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '../zhiyue.ts';
import { scan } from './draw-marks.ts';
import { answersOf, candidateOf, exam, scans } from './stack.ts';

const run = promisify(execFile);

const layoutFile = z.object({
  pages: z.array(z.object({
    width: z.number(), height: z.number(),
    bubbles: z.array(z.object({ field: z.string(), value: z.string(), x: z.number(), y: z.number(), w: z.number(), h: z.number() })),
  })),
});

describe('sheets that another program filled by the layout file', () => {
  let folder = '';
  let rows: Record<string, string>[] = [];
  const names = Object.keys(scans);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-foreign-'));
    const examFile = path.join(folder, 'exam.json');
    await writeFile(examFile, JSON.stringify(exam));
    await run(process.execPath, [command, 'sheet', '--exam', examFile, '--out', path.join(folder, 'sheets.pdf')]);
    const layout = layoutFile.parse(JSON.parse(await readFile(path.join(folder, 'sheets.layout.json'), 'utf8')));
    const [page] = layout.pages;
    if (!page || layout.pages.length !== 1) throw new Error('the exam of this test is meant to fit one page');

    const pdfium = await PDFiumLibrary.init();
    const pdf = await pdfium.loadDocument(await readFile(path.join(folder, 'sheets.pdf')));
    const raster = await pdf.getPage(0).render({ scale: 300 / 72, render: (bitmap) => sharp(bitmap.data, { raw: { width: bitmap.width, height: bitmap.height, channels: 4 } }).flatten({ background: 'white' }).png({ compressionLevel: 0 }).toBuffer() });
    pdf.destroy();
    pdfium.destroy();

    const scanFolder = path.join(folder, 'scans');
    await mkdir(scanFolder);
    for (const [index, name] of names.entries()) {
      const how = scans[name];
      if (!how) continue;
      const bytes = await scan(Buffer.from(raster.data), page, page.bubbles, answersOf(index), how);
      await writeFile(path.join(scanFolder, `${String(index).padStart(2, '0')}.${how.format === 'jpeg' ? 'jpg' : how.format === '1-bit' ? 'tif' : how.format}`), bytes);
    }
    await run(process.execPath, [command, 'grade', '--exam', examFile, '--out', path.join(folder, 'out'), '--json', scanFolder], { maxBuffer: 1 << 26 });
    rows = parse(await readFile(path.join(folder, 'out', 'answers.csv')), { columns: true });
  });

  afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

  it('has one row a scan', () => { expect(rows).toHaveLength(names.length); });

  it.each(names)('%s: every item is right', (name) => {
    const index = names.indexOf(name);
    const row = rows.find((candidate) => path.parse(candidate['source_file'] ?? '').name === String(index).padStart(2, '0'));
    const chosen = answersOf(index);
    const expected: Record<string, string> = { candidate_no: candidateOf(index), 'a:25': String(100 + index * 13) };
    for (let no = 1; no <= 24; no++) expected[`a:${no}`] = chosen.get(String(no)) ?? '';
    const read = Object.fromEntries(Object.keys(expected).map((column) => [column, row?.[column]]));
    expect(read).toEqual(expected);
  });
});
