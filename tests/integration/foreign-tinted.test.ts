/** Sheets with white bubbles on tinted ground, as surveys have behind every other row. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import { labels, marksFor, questions, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-tinted-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

test.each([['bands behind every other row', 2, '#dde1e8'], ['all of the field', 1, '#d5dbe6']])('with %s are read', async (_, every, tint) => {
  const rows = 20, bands = Array.from({ length: rows }, (__, k) => (k % every === 0 ? `<rect x="80" y="${380 + k * 60}" width="1080" height="60" fill="${tint}"/>` : '')).join('');
  const sheet = sheetOf(1240, 1754, { w: 30, h: 30 }, '#555', [{ name: 'items', x: 700, y: 395, fields: labels('q', 1, rows), values: '12345', valueGap: 90, fieldGap: 60 }], questions(1, rows), 'q1', bands);
  const templateFile = path.join(folder, 'template.json');
  await writeFile(templateFile, JSON.stringify(sheet.template));
  const files = await Promise.all([1, 2].map(async (seed) => {
    const file = path.join(folder, `${seed}.jpg`), svg = sheet.svg(marksFor(sheet, seed)).replaceAll('rx="4" fill="none"', 'rx="4" fill="white"').replace(/<text[^>]*>[1-5]<\/text>(?=<)/gu, '');
    await writeFile(file, await hardScan(svg, {}, seed));
    return { path: file, name: String(seed) };
  }));
  for (const { sourceFile, outcome } of await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 })) {
    if (outcome.kind !== 'read') throw new Error(outcome.error.code);
    const truth = truthOf(sheet, marksFor(sheet, Number(sourceFile)));
    expect(outcome.reading.trouble).toBeNull();
    expect(outcome.reading.columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name])).toEqual([]);
    expect(outcome.reading.columns.filter(({ doubtful }) => doubtful).length).toBeLessThanOrEqual(2);
  }
});
