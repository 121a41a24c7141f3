import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatName } from '../station/backup/format.ts';
import { zipWriter } from '../station/backup/zip-writer.ts';
import { sheet } from './commands/sheet.ts';
import { openConsole } from './console.ts';
import { translator } from './i18n/texts.ts';
import { refuseInputs, refuseOtherKind } from './kept-files.ts';

const console = { ...openConsole('en', await translator('en')), out: () => undefined };
let folder = '';
const at = (name: string): string => path.join(folder, name);
const exam = JSON.stringify({ id: 'x', title: 'X', candidateNumber: { digits: 4 }, questions: [{ no: '1-4', type: 'single', options: 4, points: 1, key: 'ABCD' }] });
const roster = 'candidate_no,name,class\n0001,王小明,1\n';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-kept-'));
  await writeFile(at('exam.json'), exam);
  await writeFile(at('roster.csv'), roster);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('sheets go over neither the exam nor the roster, nor over any file that is no PDF', async () => {
  const order = { exam: at('exam.json'), roster: at('roster.csv') };
  await expect(sheet({ ...order, out: at('exam.json') }, console)).rejects.toThrow('exam.json is read by this command, and what it writes would go over it: name another place with --out.');
  await expect(sheet({ ...order, out: at('x/../roster.csv') }, console)).rejects.toThrow('roster.csv is read by this command');
  await writeFile(at('notes.txt'), 'mine');
  await expect(sheet({ ...order, out: at('notes.txt') }, console)).rejects.toThrow('notes.txt is there already and is no PDF');
  await expect(sheet({ ...order, out: at('sheets.docx') }, console)).rejects.toThrow('give --out a name that ends in .pdf');
  // The layout lies beside the PDF.
  await writeFile(at('a.layout.json'), exam);
  await expect(sheet({ exam: at('exam.json'), out: at('a.pdf') }, console)).rejects.toThrow('a.layout.json is there already and is no layout of sheets');
  expect([await readFile(at('exam.json'), 'utf8'), await readFile(at('roster.csv'), 'utf8'), await readFile(at('notes.txt'), 'utf8'), await readFile(at('a.layout.json'), 'utf8')]).toEqual([exam, roster, 'mine', exam]);
  for (const _ of ['new', 'again']) expect(await sheet({ exam: at('exam.json'), out: at('sheets.pdf') }, console)).toBe(0);
});

test('one file under two names is the same file', async () => {
  await expect(refuseInputs([at('exam.json'), at('none')], [undefined, at('y/../exam.json')], console)).rejects.toMatchObject({ code: 'output-unwritable' });
  await refuseInputs([at('none'), at('roster.csv')], [at('none'), at('exam.json')], console);
});

test('a template goes over none of another kind', async () => {
  await expect(refuseOtherKind(at('exam.json'), 'template', console)).rejects.toThrow('no template of ours');
  await writeFile(at('good-template'), JSON.stringify({ format: 'zhiyue-template', version: 1, page: {}, blocks: [] }));
  for (const name of ['good-template', 'none']) await refuseOtherKind(at(name), 'template', console);
});

test('a backup goes over a backup, also a damaged one, and over no zip of anything else', async () => {
  await zipOf('photos.zip', 'beach.jpg', 'not really');
  await zipOf('other.zyexam', 'manifest.json', '{"format":"another program"}');
  for (const name of ['exam.json', 'photos.zip', 'other.zyexam']) await expect(refuseOtherKind(at(name), 'backup', console)).rejects.toThrow('no backup');
  // It says what it is, and nothing that it should hold is in it.
  await zipOf('damaged.zyexam', 'manifest.json', JSON.stringify({ format: formatName, version: 1 }));
  for (const name of ['damaged.zyexam', 'none']) await refuseOtherKind(at(name), 'backup', console);
});

async function zipOf(name: string, entry: string, content: string): Promise<void> {
  const zip = zipWriter(at(name));
  await zip.add(entry, Buffer.from(content), { store: false });
  await zip.end();
}
