import { expect, test } from 'vitest';
import { parseExam } from '../../exam/exam-file.ts';
import { scoreSheet } from '../../exam/score.ts';
import { loadFonts } from '../../sheet/render/fonts.ts';
import { rasterise } from '../../sheet/render/rasterise.ts';
import { classLists } from './class-lists.ts';
import { classPdf } from './class-pdf.ts';
import type { ScoreRow } from './results.ts';

const exam = parseExam({ id: 'e', title: '<b>期中</b> & 考试', candidateNumber: { digits: 4 }, questions: [{ no: '1-2', type: 'single', options: 4, key: 'AB', points: 2 }, { no: '3', type: 'open', points: 10, height: 40 }] });
const row = (candidateNo: string, className: string, name: string, value = 'A'): ScoreRow => ({
  candidateNo, name, class: className, status: 'graded', score: scoreSheet(exam, [{ no: '1', value, doubtful: false }, { no: '2', value: 'B', doubtful: false }]),
});

test('each class has a file of its own, in the roster\'s order, under a name that every system takes', () => {
  const lists = classLists([row('0002', '八（2）班', '乙'), row('0001', '八（1）班', '甲'), row('0003', '八（2）班', '丙'), row('0004', '../..\u202E/x', ''), row('0005', '', ''), row('0006', 'A', ''), row('0007', 'a', '')], 'zh');
  expect(lists.map(({ fileName, rows }) => [fileName, rows.map(({ candidateNo }) => candidateNo)])).toEqual([
    ['scores-八（2）班.pdf', ['0002', '0003']], ['scores-八（1）班.pdf', ['0001']], ['scores-.._.._x.pdf', ['0004']], ['scores-未分班.pdf', ['0005']], ['scores-A.pdf', ['0006']], ['scores-a-2.pdf', ['0007']],
  ]);
  expect(classLists([], 'zh')).toEqual([]);
  expect(classLists(Array.from({ length: 300 }, (_, index) => row(String(index), String(index), '')), 'en').map(({ fileName, rows }) => [fileName, rows.length])).toEqual([['scores.pdf', 300]]);
});

test('names with markup, direction marks or 200 characters are text in their cell; the figures of the class stand at the end', async () => {
  const rows = [row('0001', 'x', '<script>alert(1)</script>'), row('0002', 'x', '\u202E王\u0007小明', 'C'), row('0003', 'x', '长'.repeat(200)), { ...row('0004', 'x', '缺'), status: 'absent' as const, score: null }];
  const pdf = await classPdf({ exam, className: '八（1）班', rows, lang: 'zh' }, loadFonts());
  const [page, ...more] = await rasterise(pdf, 50);
  expect(more).toEqual([]);
  const text = page?.text.replaceAll(/\s/g, '') ?? '';
  for (const part of ['<b>期中</b>&考试', '八（1）班', '<script>alert(1)</script>', '王小明', '…', '缺考', '共4人，有成绩3人；平均3.3，最高4，最低2']) expect(text).toContain(part);
  expect(text).not.toContain('\u202E');
  // Only the characters that are used come with it.
  expect(pdf.length).toBeLessThan(200_000);
});

test('titles, classes and names of any kind stay within the page and their column, in print that can be read', async () => {
  const names = ['<script>alert(1)</script>', '\u202E张三\u200F', '长'.repeat(200), '😀𠮷', 'مرحبا بالعالم', 'سامىيە'.repeat(40), 'བཀྲ་ཤིས་'.repeat(30), 'W'.repeat(200), "=cmd|' /C calc'!A0", 'two\nlines', 'Wwwwwwwwwwwwwwwwwwwwwww Mmmmmmmmmmmmmmmm'];
  const title = `\u202E=1+1${'末考试卷'.repeat(24)}`;
  const rows = names.map((name, index) => row(String(index).padStart(20, '9'), 'x', name));
  const [page] = await rasterise(await classPdf({ exam: { ...exam, title }, className: '=cmd|'.repeat(40), rows, lang: 'en' }, loadFonts()), 100);
  if (page === undefined) throw new Error('no page');
  const { width, height, pixels, text } = page;
  expect(text).toContain('😀□');
  for (const part of ['=1+1末考试卷', "=cmd|' /C calc'!A0", 'Mmmmmmmmmmmmmmmm']) expect(text).toContain(part);
  expect(text).not.toContain('\u202E');
  const mm = (length: number): number => Math.round((length * 100) / 25.4);
  const isWhite = (from: number, to: number, top: number, bottom: number): boolean => {
    for (let y = top; y < bottom; y++) for (let x = from; x < to; x++) if ((pixels[y * width + x] ?? 0) < 250) return false;
    return true;
  };
  expect(isWhite(0, mm(14.5), 0, height)).toBe(true);
  expect(isWhite(mm(196), width, 0, height)).toBe(true);
  // Between the name and the figures beside it, in each row of the table.
  for (let line = 1; line <= names.length; line++) expect(isWhite(mm(103), mm(106), mm(39 + line * 7) + 2, mm(46 + line * 7) - 2)).toBe(true);
});

test('a large class runs over as many pages as it needs', async () => {
  const pages = await rasterise(await classPdf({ exam, className: null, rows: Array.from({ length: 100 }, (_, index) => row(String(1000 + index), 'x', `学生${index}`)), lang: 'en' }, loadFonts()), 30);
  expect(pages).toHaveLength(4);
  expect(pages[0]?.text).toContain('Page 1 of 4');
  expect(pages.at(-1)?.text).toContain('100 candidates, 100 with a score');
});
