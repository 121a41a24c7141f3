import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole } from '../console.ts';
import { translator } from '../i18n/texts.ts';
import { sheet } from './sheet.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-sheet-'));
  await writeFile(path.join(folder, 'roster.csv'), 'candidate_no,name,class\n0001,王小明,1\n0002,李雷,1\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is said about an exam whose every open question fills a page, in Chinese. */
async function said(questions: number, roster: boolean): Promise<readonly string[]> {
  const exam = path.join(folder, 'exam.json');
  await writeFile(exam, JSON.stringify({ id: 'x', title: 'X', candidateNumber: { digits: 4 }, questions: [{ no: `1-${questions}`, type: 'open', points: 10, height: 135 }] }));
  const lines: string[] = [];
  const console = { ...openConsole('zh-CN', await translator('zh-CN')), out: (line: string) => { lines.push(line); } };
  await sheet({ exam, out: path.join(folder, 'sheets.pdf'), ...(roster ? { roster: path.join(folder, 'roster.csv') } : {}) }, console);
  return lines.slice(1);
}

const eachHas = (pages: number) => `答题卡：每份 ${pages} 页；按份打印，不要打乱`;
const singleSided = '请单面打印：若双面打印，一名考生的第一页会印在另一名考生最后一页的背面';

test.each([
  ['a sheet of one page needs no advice', 1, true, []],
  ['a sheet of several pages is to be kept together', 2, true, [eachHas(2)]],
  ['personal sheets with an odd number of pages are to be printed on one side', 3, true, [eachHas(3), singleSided]],
  ['a sheet for everybody may be printed on both sides', 3, false, [eachHas(3)]],
] as const)('%s', async (_name, pages, roster, lines) => {
  expect(await said(pages, roster)).toEqual(lines);
});
