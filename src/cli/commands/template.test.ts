import { mkdir, mkdtempDisposable, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openConsole } from '../console.ts';
import { exitCodeOf } from '../exit-code.ts';
import { translator } from '../i18n/texts.ts';
import { checkTemplate } from './template-check.ts';
import { importTemplate } from './template.ts';

test('a folder in place of the file to write is told as one', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-import-'));
  const file = path.join(folder.path, 'template.json');
  await writeFile(file, JSON.stringify({ pageDimensions: [100, 200], bubbleDimensions: [5, 5], fieldBlocks: { A: { fieldType: 'QTYPE_MCQ4', origin: [1, 1], fieldLabels: ['q1..3'], bubblesGap: 10, labelsGap: 10 } } }));
  await expect(importTemplate({ file, images: [], out: folder.path }, openConsole('en', await translator('en')))).rejects.toMatchObject({ code: 'output-unwritable', message: `${folder.path} is a folder: name the file to write with --out, such as ${file}.` });
  expect(exitCodeOf('output-unwritable')).toBe(2);
  await expect(importTemplate({ file, images: [] }, openConsole('en', await translator('en')))).rejects.toMatchObject({ code: 'option-invalid', message: expect.stringMatching(/^The option --out <file> is needed\.\nSee: .*template --help$/) });
  await expect(importTemplate({ file, images: ['a.jpg'], out: file }, openConsole('zh-CN', await translator('zh-CN')))).rejects.toMatchObject({ message: expect.stringMatching(/^参数过多。\n请看：.*template --help$/) });
});

const marked = { pageDimensions: [100, 200], bubbleDimensions: [5, 5], fieldBlocks: { A: { fieldType: 'QTYPE_MCQ4', origin: [1, 1], fieldLabels: ['q1..3'], bubblesGap: 10, labelsGap: 10 } }, preProcessors: [{ name: 'CropOnMarkers', options: { relativePath: 'marks/m.png' } }, { name: 'FeatureBasedAlignment', options: { reference: 'empty.png' } }] };
const picturesIn = async (file: string): Promise<unknown> => { const { registration: { markers, reference } } = JSON.parse(await readFile(file, 'utf8')); return [markers.image, reference]; };

test('pictures go beside the imported template, over no other file', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-import-'));
  const at = (...names: string[]): string => path.join(folder.path, ...names), file = at('from', 'template.json');
  await mkdir(at('from', 'marks'), { recursive: true });
  await mkdir(at('to'));
  await writeFile(file, JSON.stringify(marked));
  await writeFile(at('from', 'marks', 'm.png'), 'a marker');
  await writeFile(at('from', 'empty.png'), 'an empty sheet');
  await writeFile(at('to', 'm.png'), 'of somebody else');
  await writeFile(at('to', 'empty.png'), 'an empty sheet');
  const said: string[] = [], bare = openConsole('en', await translator('en')), console = { ...bare, out: (line: string) => { said.push(line); }, note: (line: string) => { said.push(line); } };
  for (const _ of ['once', 'and again']) {
    expect(await importTemplate({ file, images: [], out: at('to', 'sheet.json') }, console)).toBe(0);
    expect(await picturesIn(at('to', 'sheet.json'))).toEqual(['m-2.png', 'empty.png']);
  }
  expect(said.filter((line) => line.startsWith('Copied'))).toEqual(['Copied beside it, and to be kept there: m-2.png']);
  expect(await readFile(at('to', 'm.png'), 'utf8')).toBe('of somebody else');
  expect(await readFile(at('to', 'm-2.png'), 'utf8')).toBe('a marker');
  expect((await readdir(at('to'))).toSorted()).toEqual(['empty.png', 'm-2.png', 'm.png', 'sheet.json']);
  // Beside the original all stays where it is.
  await importTemplate({ file, images: [], out: at('from', 'sheet.json') }, console);
  expect(await picturesIn(at('from', 'sheet.json'))).toEqual(['marks/m.png', 'empty.png']);
});

test('which column is taken for the candidate number is told, how to change it, and that none is', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-import-'));
  const file = path.join(folder.path, 'omr.json'), out = path.join(folder.path, 'template.json'), said: string[] = [];
  const console = { ...openConsole('en', await translator('en')), out: (line: string) => { said.push(line); }, note: () => {} };
  const number = (x: number, fieldLabels: readonly string[]) => ({ fieldType: 'QTYPE_INT', origin: [x, 10], fieldLabels, bubblesGap: 10, labelsGap: 10 });
  const sheet = (customLabels: object, fieldBlocks: object = { roll: number(10, ['r1..5']), booklet: number(110, ['b1..5']) }) => ({ pageDimensions: [300, 200], bubbleDimensions: [5, 5], fieldBlocks, customLabels });
  const line = async (json: object, action = importTemplate): Promise<string | undefined> => {
    await writeFile(file, JSON.stringify(json));
    said.length = 0;
    expect(await action({ file: action === importTemplate ? file : out, images: [], ...(action === importTemplate ? { out } : {}) }, console)).toBe(0);
    return said[1];
  };
  const both = { Roll: ['r1..5'], Booklet_No: ['b1..5'] };
  expect(await line(sheet({ A: ['r1..5'], B: ['b1..5'] }))).toBe(`  No column is taken for the candidate's number, so nothing says whose a sheet is. Other numbers: A, B. If one does, add it to ${out} as "candidate": "its name".`);
  expect(await line(sheet(both))).toBe(`  The column Roll says whose a sheet is. Other numbers: Booklet_No. If that is wrong, put the right column's name behind "candidate" in ${out}; if none does, take that line out.`);
  expect(await line({}, checkTemplate)).toBe(`  The column Roll says whose a sheet is. Other numbers: Booklet_No. If that is wrong, put the right column's name behind "candidate" in ${out}; if none does, take that line out.`);
  await writeFile(out, JSON.stringify(sheet({ Booklet_No: ['b1..5'] }, { booklet: number(110, ['b1..5']) })));
  expect(await line({}, checkTemplate)).toBe('  The column Booklet_No is taken for the candidate\'s number. To change that, run `template import`, and put the right column\'s name behind "candidate" in the file that it writes.');
});

test('a template that was edited by hand is kept when it is imported anew; the same one is not', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-import-'));
  const file = path.join(folder.path, 'omr.json'), out = path.join(folder.path, 'to', 'template.json'), said: string[] = [];
  await writeFile(file, JSON.stringify({ ...marked, preProcessors: [] }));
  const console = { ...openConsole('en', await translator('en')), out: () => {}, note: (line: string) => { said.push(line); } };
  for (const _ of ['once', 'and again']) expect(await importTemplate({ file, images: [], out }, console)).toBe(0);
  expect([said, await readdir(path.dirname(out))]).toEqual([[], ['template.json']]);
  const written = await readFile(out, 'utf8'), edited = written.replace('"q1"', '"Q1"');
  await writeFile(out, edited);
  await utimes(out, new Date(2026, 10, 28, 8, 5, 9), new Date(2026, 10, 28, 8, 5, 9));
  expect(await importTemplate({ file, images: [], out }, console)).toBe(0);
  const kept = path.join(folder.path, 'to', 'template-2026-11-28-08-05-09.json');
  expect(said).toEqual([`There was another template here, perhaps edited by hand. It is kept as ${kept}.`]);
  expect([await readFile(kept, 'utf8'), await readFile(out, 'utf8')]).toEqual([edited, written]);
});

test('a marker that is not there is told when its template is imported', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-import-'));
  const file = path.join(folder.path, 'template.json'), said: string[] = [], out = path.join(folder.path, 'elsewhere', 'sheet.json');
  await writeFile(file, JSON.stringify(marked));
  const console = { ...openConsole('en', await translator('en')), out: () => {}, note: (line: string) => { said.push(line); } };
  expect(await importTemplate({ file, images: [], out }, console)).toBe(0);
  expect(said).toEqual([expect.stringContaining('its reference empty.png is not there'), `Note: ${out}: the picture m.png that the template names is not beside it: copy it into the same folder.`]);
  expect(await picturesIn(out)).toEqual(['m.png', 'empty.png']);
});
