/** Foreign sheets on which letters stand once or are all ticked: a booklet's W to Z, M and F, E and H. What an empty one looks like is known of none of them, and W has as much ink as a tick. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import { type BlockSpec, block, labels, type Marks, questions, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-letters-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const size = 30, once = { fieldGap: 60, valueGap: 54 };
const blocks: readonly BlockSpec[] = [
  { name: 'booklet', x: 240, y: 300, fields: ['booklet'], values: 'WXYZ', vertical: true, ...once },
  { name: 'gender', x: 420, y: 300, fields: ['gender'], values: 'MF', vertical: true, ...once },
  { name: 'medium', x: 600, y: 300, fields: ['medium'], values: 'EH', vertical: true, ...once },
  ...[0, 1, 2].map((k) => ({ name: `questions ${k}`, x: 200 + k * 340, y: 640, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 54, fieldGap: 48 })),
];
const single = ['booklet', 'gender', 'medium'], sheet = sheetOf(1240, 1754, { w: size, h: size }, '#111', blocks, [...single.map((name) => ({ name, fields: [name] })), ...questions(1, 60)], 'booklet', [block(60, 60, 45, 30), block(1135, 60, 45, 30), block(60, 1664, 45, 30), block(1135, 1664, 45, 30)].join(''));

/** Answers, each in a thin tick. */
function ticked(marks: Marks, on = sheet, among = blocks): string {
  const ticks = among.flatMap(({ x, y, fields, values, vertical, valueGap, fieldGap }) => fields.flatMap((field, f) => [...values].flatMap((value, v) => {
    if (!(marks[field] ?? '').includes(value)) return [];
    const bx = x + (vertical ? f * fieldGap : v * valueGap), by = y + (vertical ? v * valueGap : f * fieldGap);
    return [`<path d="M${bx + 5} ${by + 16} l7 9 l13 -21" fill="none" stroke="#333" stroke-width="2.6"/>`];
  })));
  return on.svg({}).replace('</svg>', `${ticks.join('')}</svg>`);
}

const answers = (seed: number): Marks => Object.fromEntries(labels('q', 1, 60).map((label, k) => [label, 'ABCD'[(k * 3 + seed) % 4]!]));

test.each<readonly [string, (marks: Marks) => string]>([['filled', (marks) => sheet.svg(marks)], ['ticked', (marks) => ticked(marks)]])('letters that stand once on a sheet are no answers where the others are %s, and hide none', async (what, svg) => {
  const templateFile = path.join(folder, `${what}.json`);
  await writeFile(templateFile, JSON.stringify(sheet.template));
  const pupils: readonly Marks[] = [{}, { booklet: 'W', gender: 'M', medium: 'H' }, { booklet: 'X', gender: 'F', medium: 'E' }, { gender: 'F' }].map((own, seed) => ({ ...answers(seed), ...own }));
  const files = await Promise.all(pupils.map(async (marks, seed) => {
    const name = `${what} ${seed}.jpg`, file = path.join(folder, name);
    await writeFile(file, await hardScan(svg(marks), { dpi: 200, turn: 0.6 }, seed + 1));
    return { path: file, name };
  }));
  const read = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
  expect(read.length).toBe(pupils.length);
  for (const [seed, { outcome }] of read.entries()) {
    if (outcome.kind !== 'read') throw new Error(outcome.error.code);
    const { trouble, columns } = outcome.reading, marks = pupils[seed]!, truth = truthOf(sheet, Object.fromEntries([...single, ...labels('q', 1, 60)].map((label) => [label, marks[label] ?? ''])));
    expect(trouble, `${seed}`).toBeNull();
    expect(columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name]), `${seed}`).toEqual([]);
    // A blank beside a letter that may be a mark waits for a person, an answer beside it does not; nor do questions.
    expect(columns.filter(({ name, doubtful }) => doubtful && (!single.includes(name) || (what === 'filled' && truth[name] !== ''))), `${seed}`).toEqual([]);
  }
});

test('five questions that are all ticked alike are no blanks', async () => {
  const alike: readonly BlockSpec[] = [blocks[3]!, { name: 'true or false', x: 600, y: 640, fields: labels('t', 1, 5), values: 'TF', valueGap: 54, fieldGap: 48 }], names = [...labels('q', 1, 20), ...labels('t', 1, 5)];
  const own = sheetOf(1240, 1754, { w: size, h: size }, '#111', alike, names.map((name) => ({ name, fields: [name] })), 'q1', [block(60, 60, 45, 30), block(1135, 60, 45, 30), block(60, 1664, 45, 30), block(1135, 1664, 45, 30)].join(''));
  const templateFile = path.join(folder, 'alike.json');
  await writeFile(templateFile, JSON.stringify(own.template));
  const truths = [...'TF'].map((value, seed): Record<string, string> => ({ ...Object.fromEntries(labels('q', 1, 20).map((label, k) => [label, 'ABCD'[(k * 3 + seed) % 4]!])), ...Object.fromEntries(labels('t', 1, 5).map((label) => [label, value])) }));
  const files = await Promise.all(truths.map(async (truth, seed) => {
    const name = `alike ${seed}.jpg`, file = path.join(folder, name);
    await writeFile(file, await hardScan(ticked(truth, own, alike), { dpi: 200, turn: 0.6 }, seed + 1));
    return { path: file, name };
  }));
  for (const [seed, { outcome }] of (await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 })).entries()) {
    if (outcome.kind !== 'read') throw new Error(outcome.error.code);
    expect(outcome.reading.columns.filter(({ name, value, doubtful }) => !doubtful && value !== truths[seed]![name]), `${seed}`).toEqual([]);
    expect(outcome.reading.columns.filter(({ name, doubtful }) => doubtful && name.startsWith('q')), `${seed}`).toEqual([]);
  }
});
