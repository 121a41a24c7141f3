import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { parseExamText } from '../../exam/exam-file.ts';
import { simulatePages } from '../../simulate/simulate.ts';
import { inkOfRgb } from '../../station/images/ink.ts';
import { layoutExam } from '../layout/layout-exam.ts';
import { createCodeReader } from './codes.ts';
import { indexLayouts } from './layout-index.ts';
import { readPage } from './read-page.ts';

const exam = parseExamText(JSON.stringify({ id: 'written', title: 'Written', subject: '', page: 'A4', candidateNumber: { digits: 8 }, questions: [{ no: '1-10', type: 'single', options: 4, key: 'ABCDABCDAB', points: 1 }] }));

test.each([['scanner', exam], ['photo', exam], ['scanner', { ...exam, language: 'en' as const }]] as const)('reads the candidate number that is written above its bubbles, and the marks: %s', async (quality, exam) => {
  const layouts = indexLayouts([layoutExam(exam, { personal: false })]);
  const codes = createCodeReader(await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
  for await (const page of simulatePages({ exam, count: 2, seed: 4, quality, dpi: 150 })) {
    const pixels = page.channels === 1 ? page.pixels : inkOfRgb(page.pixels, page.width * page.height);
    const { written, items, candidate } = await readPage({ width: page.width, height: page.height, pixels }, { layouts, codes });
    expect(candidate.candidateNo).toBe(page.truth.candidateNo);
    const { items: truth } = page.truth;
    expect(items.filter(({ field }) => truth.some((item) => item.field === field)).map(({ field, chosen }) => `${field} ${chosen.join('')}`).toSorted()).toEqual(truth.map(({ field, chosen }) => `${field} ${chosen.join('')}`).toSorted());
    expect(written?.map(([first]) => first?.digit ?? ' ').join('')).toBe(page.truth.candidateNo);
  }
});

test('cells in which nothing is written are empty, and a sheet with the number printed on it has none', async () => {
  const personal = indexLayouts([layoutExam(exam, { personal: true })]);
  const codes = createCodeReader(await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
  for await (const page of simulatePages({ exam, count: 1, seed: 4, quality: 'scanner', dpi: 150, personal: true })) {
    expect((await readPage({ width: page.width, height: page.height, pixels: page.pixels }, { layouts: personal, codes })).written).toBeUndefined();
  }
  const nobody = [{ candidateNo: '', name: '', class: '', extra: {} }];
  for await (const page of simulatePages({ exam, count: 1, seed: 4, quality: 'scanner', dpi: 150, candidates: nobody })) {
    const { written } = await readPage({ width: page.width, height: page.height, pixels: page.pixels }, { layouts: indexLayouts([layoutExam(exam, { personal: false })]), codes });
    expect(written).toHaveLength(8);
  }
});
