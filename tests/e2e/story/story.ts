/**
 * An exam from its file to its published scores, as a teacher goes through it on screen, with nothing but the keyboard: the same in a browser, in the desktop app on the stand-in, and in Electron.
 * What differs between them (a folder is chosen, a file is kept) is the stage's.
 */
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { zhiyue } from '../zhiyue.ts';
import { type Keys, keysOf } from './keys.ts';

export interface Stage {
  /** The screens, in English, at a station without exams. */
  readonly page: Page;
  /** A folder of the story's own. */
  readonly at: (...parts: readonly string[]) => string;
  /** Has the station watch a folder, as this place allows. */
  readonly watch: (examId: string, folder: string, keys: Keys) => Promise<void>;
  /** Where what `press` keeps is then found. */
  readonly kept: (press: () => Promise<void>) => Promise<string>;
}

const exam = {
  id: 'story', title: '期中 <b>story</b>', subject: '数学', page: 'A4', candidateNumber: { digits: 4 },
  questions: [{ no: '1-10', type: 'single', options: 4, key: 'BACDABCDAB', points: 3 }, { no: '11', type: 'multiple', options: 4, key: 'AC', points: 4, partial: { missing: 2 } }],
};
const heading = 'candidate_no,name,class\n';
/** Who filled sheets in; the last one has a number that is on no roster. */
const wrote = ['1001,王小明,8-1', '1002,李雷,8-1', '1003,韩梅梅,8-1', '1004,林涛,8-2', '1005,Jim,8-2', '2999,Lucy,8-2'];
const registered = [...wrote.slice(0, -1), '2998,Lucy,8-2', '1008,absent,8-2'];

const truthSchema = z.object({ pages: z.array(z.object({ candidateNo: z.string().nullable(), items: z.array(z.object({ field: z.string(), chosen: z.array(z.string()) })) })) });

/** Points of each candidate by what stands on paper, with this key for question 1. */
async function pointsOnPaper(scans: string, keyOfFirst: string): Promise<ReadonlyMap<string, number>> {
  const { pages } = truthSchema.parse(JSON.parse(await readFile(path.join(scans, 'truth.json'), 'utf8')));
  const keys = `${keyOfFirst}ACDABCDAB`;
  return new Map(pages.map(({ candidateNo, items }) => {
    const chosen = (no: string): string => items.find(({ field }) => field === no)?.chosen.join('') ?? '';
    const single = [...keys].filter((key, i) => chosen(String(i + 1)) === key).length * 3;
    const several = chosen('11');
    return [candidateNo === '2999' ? '2998' : candidateNo ?? '', single + (several === 'AC' ? 4 : several === 'A' || several === 'C' ? 2 : 0)];
  }));
}

export async function tellStory({ page, at, watch, kept }: Stage): Promise<void> {
  const keys = keysOf(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const dialog = page.getByRole('dialog');
  /** `g` and a letter. */
  const go = async (letter: string, heading: string): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };

  // Described in a file; the roster beside it.
  await page.getByRole('button', { name: 'Look at the example' }).waitFor();
  await keys.press(page.getByRole('link', { name: 'New exam' }));
  await keys.to(page.getByRole('radio', { name: 'Describe it' }));
  await page.keyboard.press('ArrowRight');
  await writeFile(at('exam.json'), JSON.stringify(exam));
  await keys.choose(page.locator('input[type=file]'), at('exam.json'));
  await keys.press(button('Create the exam'));
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await keys.press(page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Roster', exact: true }));
  await writeFile(at('roster.csv'), heading + registered.join('\n'));
  await keys.choose(page.locator('input[type=file]'), at('roster.csv'));
  await keys.press(button('Import'));
  await page.getByRole('cell', { name: '韩梅梅' }).waitFor();

  // Printed, and filled in by those who came.
  await go('h', 'Answer sheets');
  await page.getByRole('img', { name: 'Page 1 of the answer sheet' }).waitFor();
  const pdf = await readFile(await kept(() => keys.press(button('Save as PDF'))));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await writeFile(at('wrote.csv'), heading + wrote.join('\n'));
  const simulated = await zhiyue(['simulate', '--exam', at('exam.json'), '--roster', at('wrote.csv'), '--count', String(wrote.length), '--seed', '7', '--dpi', '150', '--out', at('filled')]);
  expect(simulated.code, simulated.stderr).toBe(0);

  // The scanner writes page by page into its folder.
  await go('s', 'Scan');
  await mkdir(at('scanner'));
  await watch(exam.id, at('scanner'), keys);
  await page.getByRole('heading', { name: 'Folder is watched' }).waitFor();
  const scans = (await readdir(at('filled'))).filter((name) => name.endsWith('.jpg')).sort();
  for (const name of scans) {
    await copyFile(at('filled', name), at('scanner', `.${name}`));
    await rename(at('scanner', `.${name}`), at('scanner', name));
  }
  await page.getByText(`${scans.length} files came in`).waitFor();
  await expect.poll(() => page.locator('[data-page]:not([data-look="waiting"])').count(), { timeout: 60_000 }).toBe(scans.length);
  await keys.press(button('Stop watching'));
  await page.getByRole('heading', { name: 'Watch a folder' }).waitFor();
  await page.locator('[data-batch]').getByText('Done').waitFor();

  // What waits for a person is settled.
  await go('x', 'Exceptions');
  await page.locator('[data-exception]').first().waitFor();
  await page.getByRole('region', { name: 'Your decision' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Take 2998' }).waitFor();
  await page.keyboard.press('Enter');
  const waiting = page.locator('[data-exception]');
  for (let left = await waiting.count(); left > 0; left = await waiting.count()) {
    // Again until it counts: right after one was settled Enter alone settles nothing.
    await expect.poll(async () => {
      await page.keyboard.press('Enter');
      return await waiting.count();
    }, { timeout: 30_000 }).toBeLessThan(left);
  }
  await page.getByText('Nothing waits for you').waitFor();

  // Another key for one question; whose score changes is said first, and is so.
  await go('q', 'Questions and key');
  const key = page.getByLabel('Key of question 1', { exact: true });
  await keys.enter(key, 'D');
  await page.keyboard.press('Control+Enter');
  const [before, after] = [await pointsOnPaper(at('filled'), 'B'), await pointsOnPaper(at('filled'), 'D')];
  const moved = [...after].filter(([no, points]) => before.get(no) !== points);
  const names = new Map(registered.map((line) => line.split(',').slice(0, 2)).map(([no = '', name = '']) => [no, name]));
  for (const [no, points] of moved) await dialog.getByRole('row', { name: new RegExp(`^${no} ${names.get(no) ?? ''} ${before.get(no) ?? ''} ${points} 1: `) }).waitFor();
  expect(moved.length).toBeGreaterThan(0);
  await keys.press(dialog.getByRole('button', { name: 'Change it' }));
  await page.getByText('not saved yet').waitFor({ state: 'detached' });
  // Where the dialog was opened one goes on.
  await expect.poll(() => key.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press('Tab');

  // Published: from now on everything stays as it is.
  await keys.press(page.getByRole('link', { name: 'Results', exact: true }));
  for (const [no, points] of after) await page.getByRole('row', { name: new RegExp(`^${no} .* ${points} / 34`) }).waitFor();
  await keys.press(button('Publish'));
  await keys.enter(page.getByLabel('Note'), 'after the meeting');
  await keys.press(dialog.getByRole('button', { name: 'Publish', exact: true }));
  await page.getByText('after the meeting').waitFor();
  await dialog.waitFor({ state: 'detached' });
  await go('q', 'Questions and key');
  await page.getByText('Key and rules stay as they are').waitFor();
  expect(await key.isEditable()).toBe(false);

  // Kept as a workbook, with the same figures in it.
  await go('r', 'Results');
  await keys.press(button('Export'));
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(await kept(() => keys.press(button(/Workbook for Excel/))));
  await page.keyboard.press('Escape');
  await expect.poll(() => button('Export').evaluate((one) => one === document.activeElement)).toBe(true);
  expect(totalsIn(workbook)).toEqual(byNumber(after));

  // And taken back, with the reason in the record.
  await keys.press(button('Take back'));
  await page.keyboard.press('Escape');
  await expect.poll(() => button('Take back').evaluate((one) => one === document.activeElement)).toBe(true);
  await keys.press(button('Take back'));
  await keys.enter(page.getByLabel('Reason'), 'key of question 2');
  await keys.press(button('Take it back'));
  await keys.press(page.locator('summary', { hasText: '1 earlier publication was taken back' }));
  await page.getByText('key of question 2').waitFor();
}

/** Total by candidate number, of those who have one, in order of the number. */
function totalsIn(workbook: ExcelJS.Workbook): ReadonlyMap<string, number> {
  const sheet = workbook.getWorksheet('Scores');
  if (sheet === undefined) throw new Error(`The workbook has no scores, but ${workbook.worksheets.map(({ name }) => name).join(', ')}.`);
  const columns = new Map<string, number>();
  sheet.getRow(1).eachCell((cell, column) => columns.set(cell.text, column));
  const totals: [string, number][] = [];
  sheet.eachRow((row, number) => {
    const total = row.getCell(columns.get('Total') ?? 0).value;
    if (number > 1 && typeof total === 'number') totals.push([row.getCell(columns.get('Number') ?? 0).text, total]);
  });
  return byNumber(totals);
}

const byNumber = (points: Iterable<readonly [string, number]>): ReadonlyMap<string, number> => new Map([...points].sort(([a], [b]) => a.localeCompare(b)));
