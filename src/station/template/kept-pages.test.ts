import { appendFile, mkdtempDisposable, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { unregisteredQuality } from '../../sheet/read/quality.ts';
import { unread } from '../../sheet/template/read-template.ts';
import { KeptPages } from './kept-pages.ts';
import type { TemplatePage } from './template-page.ts';

const template = { format: 'zhiyue-template', version: 1, unit: 'mm', page: { width: 210, height: 297 }, bubble: { w: 5, h: 5 }, blocks: [{ name: 'A', x: 20, y: 50, fields: ['q1..9'], values: ['A', 'B'], direction: 'horizontal', valueGap: 10, fieldGap: 8 }], columns: [] };

test('pages are kept from run to run while scan, pictures, template and roster are the same; what the machine failed at is not', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-kept-'));
  const at = (name: string): string => path.join(folder.path, name);
  const templateFile = at('template.json'), scans = [at('a.jpg'), at('b.jpg'), at('c.jpg')], open = () => KeptPages.in(folder.path, templateFile, []);
  await writeFile(templateFile, JSON.stringify(template));
  for (const name of ['a.jpg', 'b.jpg', 'crop.jpg']) await writeFile(at(name), name);
  const page: TemplatePage = { sourceFile: 'a.jpg', sourcePage: 1, outcome: { kind: 'read', quality: unregisteredQuality, crops: [{ field: 'q1', file: at('crop.jpg') }], regions: [], stranger: null, reading: unread('blank') } };
  const failed = (code: 'task-timeout' | 'file-damaged'): TemplatePage => ({ sourceFile: 'b.jpg', sourcePage: 1, outcome: { kind: 'failed', error: { code, message: '', about: null } } });

  const first = await open();
  expect([await first.countOf(scans), first.others]).toEqual([0, false]);
  await Promise.all([first.keep(at('a.jpg'), 'a', [page]), first.keep(at('b.jpg'), 'b', [failed('task-timeout')])]);
  // The run was killed in the middle of a line.
  await appendFile(at('.zhiyue-read.jsonl'), '{"scan":');
  const second = await open();
  expect([await second.of(at('a.jpg'), 'a'), await second.of(at('a.jpg'), 'a-2'), await second.of(at('b.jpg'), 'b')]).toEqual([[page], null, null]);
  await second.keep(at('b.jpg'), 'b', [failed('file-damaged')]);
  const third = await open();
  expect([await third.countOf(scans), await third.of(at('b.jpg'), 'b')]).toEqual([2, [failed('file-damaged')]]);
  expect([await third.countOf([at('b.jpg'), at('c.jpg')]), third.crops]).toEqual([1, [at('crop.jpg')]]);

  await rm(at('crop.jpg'));
  await utimes(at('b.jpg'), 1, 1);
  expect([await third.of(at('a.jpg'), 'a'), await third.of(at('b.jpg'), 'b')]).toEqual([null, null]);
  await writeFile(templateFile, JSON.stringify({ ...template, bubble: { w: 4, h: 4 } }));
  const fourth = await open();
  expect([await fourth.countOf(scans), fourth.others]).toEqual([0, true]);
  expect(fourth.crops).toEqual([at('crop.jpg')]);
  await fourth.keep(at('b.jpg'), 'b', [failed('file-damaged')]);
  expect([await (await open()).countOf(scans), (await open()).others]).toEqual([1, false]);
  await fourth.remove();
  expect(await readdir(folder.path)).not.toContain('.zhiyue-read.jsonl');
});
