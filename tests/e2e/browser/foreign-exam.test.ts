/** An exam on sheets that somebody else printed, from their template to the scores, in a browser. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { card, marksFor } from '../../fixtures/foreign-sheet.ts';
import { hardScan } from '../../fixtures/hard-scan.ts';
import { seriousFaults } from './axe.ts';
import { noBrowser, pairPage, type Watched, watchedPage } from './chromium.ts';
import { drop } from './drop-scans.ts';
import { type ServedStation, servedStation } from './served-station.ts';

const pupils = [{ no: '20260101', seed: 1 }, { no: '20260102', seed: 2 }] as const;
const marksOf = ({ no, seed }: (typeof pupils)[number]) => ({ ...marksFor(card, seed), ...Object.fromEntries([...no].map((digit, i) => [`n${i + 1}`, digit])) });
const key = Array.from({ length: 30 }, (_, k) => marksOf(pupils[0])[`q${k + 1}`] ?? '').map((marks) => marks[0] ?? 'A').join('');

describe.skipIf(noBrowser !== null)('an exam on sheets that somebody else printed', () => {
  let station: ServedStation;
  let operator: Watched;

  beforeAll(async () => {
    station = await servedStation();
    operator = await watchedPage(station.browser);
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
    await writeFile(station.at('校卡.template.json'), JSON.stringify(card.template));
    for (const pupil of pupils) await writeFile(station.at(`${pupil.no}.png`), await hardScan(card.svg(marksOf(pupil)), {}, pupil.seed));
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
  });

  test('is made from their template, with its questions', async () => {
    const { page } = operator;
    await page.goto(`${station.address}/#/new-exam`);
    await page.getByText('On sheets printed by others').click();
    await page.getByRole('link', { name: 'To the templates' }).click();
    await page.getByText('Choose a scan or a template file').waitFor();
    await page.locator('input[type=file]').setInputFiles(station.at('校卡.template.json'));
    await page.getByRole('button', { name: 'Create an exam on these sheets' }).click();
    await page.getByText('Somebody else prints the sheets').waitFor();
    expect(await page.getByLabel('Numbers').inputValue()).toBe('1-30');
    expect(await page.getByLabel('Candidate digits').inputValue()).toBe('8');
    expect(await page.getByLabel('Paper').count()).toBe(0);
    await page.getByLabel('Title').fill('Mock exam');
    await page.getByRole('textbox', { name: 'Key' }).fill(key);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create the exam' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Somebody else prints the sheets').waitFor();
    await page.goto(`${station.address}/#/exams/mock-exam/sheets`);
    await page.getByText('nothing is printed here').waitFor();
    await page.getByRole('link', { name: 'Put in scans' }).click();
  });

  test('has its pages read and scored as those of our own sheets', async () => {
    const { page } = operator;
    await page.getByText('No scans yet').waitFor();
    await drop(page, pupils.map(({ no }) => station.at(`${no}.png`)));
    await expect.poll(() => page.locator('[data-page][data-look="read"]').count(), { timeout: 60_000 }).toBe(2);
    await page.locator('[data-batch]').getByText('Done').waitFor();
    const { pages } = await station.client.request('listPages', { params: { examId: 'mock-exam' } });
    expect(new Set(pages.map(({ candidateNo }) => candidateNo))).toEqual(new Set(pupils.map(({ no }) => no)));
    for (const { pageId, candidateNo } of pages) {
      const pupil = pupils.find(({ no }) => no === candidateNo), { answers, overlay } = await station.client.request('getPage', { params: { pageId } });
      expect(answers.map(({ no, value, doubt }) => `${no} ${value}${doubt === null ? '' : '?'}`)).toEqual(Array.from({ length: 30 }, (_, k) => `${k + 1} ${marksOf(pupil!)[`q${k + 1}`] ?? ''}`));
      // Every bubble that is asked for is drawn over the page.
      expect(overlay.filter(({ kind }) => kind === 'bubble').length).toBe(30 * 4 + 8 * 10);
    }
    await page.goto(`${station.address}/#/exams/mock-exam/results`);
    await page.getByText('20260101').first().waitFor();
    expect(operator.troubles).toEqual([]);
  });
});
