import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleExam } from '../layout/example-exams.ts';
import { layoutExam } from '../layout/layout-exam.ts';
import { layoutSchema } from '../layout.ts';
import { writeSheets } from './write-sheets.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'zhiyue-sheets-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

describe('sheets on disk', () => {
  it('are a PDF and its layout beside it', async () => {
    const written = await writeSheets({ exam: exampleExam, candidates: null, outFile: join(folder, '期中.pdf') });
    expect(written).toEqual({ pdf: join(folder, '期中.pdf'), layoutJson: join(folder, '期中.layout.json'), pages: 1, pagesPerSheet: 1 });
    expect(layoutSchema.parse(JSON.parse(await readFile(written.layoutJson, 'utf8')))).toEqual(layoutExam(exampleExam, { personal: false }));
    expect((await readFile(written.pdf)).subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect((await readdir(folder)).sort()).toEqual(['期中.layout.json', '期中.pdf']);
  });

  it('replace earlier ones, and count the pages of all candidates', async () => {
    const candidates = ['1', '2', '3'].map(candidateNo => ({ candidateNo, name: '张三', class: '1', extra: {} }));
    const first = await writeSheets({ exam: exampleExam, candidates, outFile: join(folder, '期中.pdf') });
    expect(first.pages).toBe(3);
    expect(layoutSchema.parse(JSON.parse(await readFile(first.layoutJson, 'utf8'))).personal).toBe(true);
  });

  it('are refused with the file named when the folder is not there, and nothing is left', async () => {
    const outFile = join(folder, 'nowhere', 'sheets.pdf');
    await expect(writeSheets({ exam: exampleExam, candidates: null, outFile })).rejects.toMatchObject({ code: 'output-unwritable', about: outFile });
    expect(await readdir(folder)).not.toContain('nowhere');
  });
});
