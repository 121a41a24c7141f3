/** The results of the bundled example, in a real browser: the table, one candidate's marked sheet, and the files. */
import { mkdir, readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser, type Watched } from './chromium.ts';
import { type ExampleStation, exampleStation } from './example-station.ts';

describe.skipIf(noBrowser !== null)('results', () => {
  let station: ExampleStation;
  let operator: Watched;

  beforeAll(async () => {
    station = await exampleStation();
    operator = await station.open(`#/exams/${station.examId}/results`);
  });
  afterAll(() => station?.[Symbol.asyncDispose]());

  test('the table finds by name, filters by status, and sorts by total', async () => {
    const { page } = operator;
    const { scores } = await station.client.request('listScores', { params: { examId: station.examId } });
    await page.getByText(`${scores.length} of ${scores.length} candidates`).waitFor();
    await page.locator('body').press('/');
    await page.keyboard.type(scores[3]?.name ?? '');
    await page.getByText(`1 of ${scores.length} candidates`).waitFor();
    expect(await page.locator('[data-row="0"] a').textContent()).toBe(scores[3]?.candidateNo);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Total' }).click();
    const best = Math.max(...scores.map(({ total }) => total ?? 0));
    await page.locator('[data-row="0"]').getByText(new RegExp(`^${best} /`)).waitFor();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: /^Absent/ }).click();
    await page.getByText(`${scores.filter(({ status }) => status === 'absent').length} of ${scores.length} candidates`).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    // Choosing it once more lets everybody back in.
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: /^Absent/ }).click();
    await page.getByText(`${scores.length} of ${scores.length} candidates`).waitFor();
  });

  test('arrow keys go down the table, Enter opens the candidate, and the sheet shows every mark where it belongs', async () => {
    const { page } = operator;
    await page.getByRole('button', { name: 'Total' }).click();
    await page.getByRole('button', { name: 'Total' }).click();
    await page.locator('[data-row="0"] a').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-row="1"] a:focus').waitFor();
    const candidateNo = (await page.locator('[data-row="1"] a').textContent()) ?? '';
    await page.keyboard.press('Enter');
    const score = await station.client.request('getScore', { params: { examId: station.examId, candidateNo } });
    await page.getByRole('heading', { name: score.name }).waitFor();
    const marks = page.locator('[data-question]');
    await marks.first().waitFor();
    await vi.waitUntil(async () => await marks.count() === score.questions.length, { timeout: 30_000 });
    const full = score.questions.filter(({ reason }) => reason.kind === 'full').length;
    expect(await page.locator('[data-question][data-verdict="right"]').count()).toBe(full);
    await page.getByRole('button', { pressed: false }).filter({ hasText: 'wrong (' }).first().click();
    await page.locator('[data-question][data-verdict="wrong"][data-chosen]').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.locator('body').press('ArrowRight');
    await page.getByText('3 of 56').waitFor();
    await page.locator('body').press('Escape');
    await page.getByRole('searchbox').waitFor();
  });

  test('the workbook is written and saved', async () => {
    const { page } = operator;
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Workbook for Excel/ }).click()]);
    expect(download.suggestedFilename()).toBe(`${station.examId}-results.xlsx`);
    expect((await readFile(await download.path())).subarray(0, 2).toString()).toBe('PK');
    await page.keyboard.press('Escape');
    expect(operator.troubles).toEqual([]);
  });

  test('the workbook of one class is kept under its name', async () => {
    const { page } = operator;
    const { scores } = await station.client.request('listScores', { params: { examId: station.examId } });
    const name = scores[0]?.class ?? '';
    await page.getByRole('combobox', { name: 'Class' }).click();
    await page.getByRole('option', { name, exact: true }).click();
    await page.getByRole('button', { name: 'Export the class' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Workbook for Excel/ }).click()]);
    expect(download.suggestedFilename()).toBe(`${station.examId}-${name}-results.xlsx`);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(await download.path());
    expect(workbook.getWorksheet('Scores')?.rowCount).toBe(scores.filter((row) => row.class === name).length + 1);
    await page.keyboard.press('Escape');
    expect(operator.troubles).toEqual([]);
  });

  test('while a folder is watched the results say what ends that, nothing can be published, and Escape gives the focus back', async () => {
    const { page } = operator;
    const { examId } = station;
    await mkdir(station.at('scanner'));
    await station.client.request('watchFolder', { params: { examId }, body: { folder: station.at('scanner'), batch: 'more' } });
    await page.getByText('A folder is still watched.').waitFor();
    await page.getByRole('button', { name: 'Publish' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    await dialog.getByText('A folder is still watched.').waitFor();
    await dialog.getByRole('checkbox').check();
    expect(await dialog.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'Publish' }).waitFor();
    await page.getByRole('button', { name: 'All paper is in: stop watching' }).click();
    await page.getByText('A folder is still watched.').waitFor({ state: 'detached' });
    expect(operator.troubles).toEqual([]);
  });

  test('of 5,000 rows and 80 questions only those in sight are drawn, and End goes to the last', async () => {
    const roster = Array.from({ length: 5000 }, (_, i) => `${10_000_000 + i},student ${i},8-${i % 20}`);
    await station.client.request('createExam', { body: { id: 'many', title: 'Many', candidateNumber: { digits: 8 }, questions: [{ no: '1-80', type: 'single', options: 4, key: 'ABCD'.repeat(20), points: 1 }] } });
    await station.client.request('importRoster', { params: { examId: 'many' }, body: new TextEncoder().encode(`candidate_no,name,class\n${roster.join('\n')}`) });
    // Nobody is called absent before the first scan.
    const form = new FormData();
    form.append('files', new Blob([await sharp({ create: { width: 600, height: 800, channels: 3, background: '#fff' } }).png().toBuffer()]), 'blank.png');
    const { batchId } = await station.client.request('upload', { query: { exam: 'many', batch: 'blank' }, body: form });
    await vi.waitUntil(async () => (await station.client.request('getBatch', { params: { batchId } })).state === 'completed', { timeout: 60_000, interval: 100 });
    const { page, troubles, context } = await station.open('#/exams/many/results');
    await page.getByText('5000 of 5000 candidates').waitFor();
    await page.getByRole('switch', { name: 'Each question' }).check({ force: true });
    await page.locator('[data-row="0"] [aria-colindex="6"]').waitFor();
    const rows = page.locator('[data-row]');
    expect(await rows.count()).toBeLessThan(60);
    expect(await page.locator('[data-row="0"] [role=cell]').count()).toBeLessThan(40);
    await page.locator('[data-row="0"] a').focus();
    await page.keyboard.press('End');
    await page.locator('[data-row="4999"] a:focus').waitFor();
    expect(await page.locator('[data-row="4999"] a').textContent()).toBe('10004999');
    expect(await rows.count()).toBeLessThan(60);
    await page.getByRole('region', { name: 'Scores' }).evaluate((box) => { box.scrollLeft = box.scrollWidth; });
    await page.locator('[data-row="4999"] [aria-colindex="85"]').waitFor();
    expect(await page.locator('[data-row="4999"] [role=cell]').count()).toBeLessThan(40);
    expect(troubles).toEqual([]);
    await context.close();
  });

  test('a viewer on a tablet sees scores and no scans, in Chinese', async () => {
    const { page, troubles, context } = await station.open(`#/exams/${station.examId}/results`, { role: 'viewer', width: 768, height: 1024 });
    await page.getByRole('button', { name: '中文' }).click();
    await page.locator('[data-row="0"] a').click();
    await page.getByText('此设备无权查看扫描页').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)).toBe(false);
    expect(await seriousFaults(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await context.close();
  });
});
