/** The analysis of the bundled example, in a real browser: every chart with its words and its figures. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser, type Watched } from './chromium.ts';
import { type ExampleStation, exampleStation } from './example-station.ts';

describe.skipIf(noBrowser !== null)('analysis', () => {
  let station: ExampleStation;
  let operator: Watched;

  beforeAll(async () => {
    station = await exampleStation();
    operator = await station.open(`#/exams/${station.examId}/analysis`);
    await operator.page.getByRole('button', { name: '中文' }).click();
  });
  afterAll(() => station?.[Symbol.asyncDispose]());

  test('says in words what each chart shows, with the figures of the station', async () => {
    const { page } = operator;
    const statistics = await station.client.request('getStatistics', { params: { examId: station.examId } });
    await page.getByRole('img', { name: /^成绩分布/ }).waitFor();
    for (const name of [/^各题的难度与区分度/, /选项分布/, /^班级对比/]) await page.getByRole('img', { name }).waitFor();
    await page.getByText((statistics.cronbachAlpha ?? 0).toFixed(2), { exact: false }).first().waitFor();
    const known = statistics.questions.filter(({ difficulty, discrimination }) => difficulty !== null && discrimination !== null);
    expect(await page.locator('svg [data-question]').count()).toBe(known.length);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('a question chosen in the plot shows its options, and a class alone its own figures', async () => {
    const { page, troubles } = operator;
    await page.locator('svg [data-question="1"]').click();
    await page.getByRole('heading', { name: '第 1 题的选项分布' }).waitFor();
    await page.getByRole('combobox', { name: '班级' }).click();
    const option = page.getByRole('option').first();
    const name = (await option.textContent()) ?? '';
    await option.click();
    const { n } = await station.client.request('getStatistics', { params: { examId: station.examId }, query: { class: name } });
    await page.locator('dl dd').first().getByText(String(n), { exact: true }).waitFor();
    expect(troubles).toEqual([]);
  });

  test('fits a tablet, in English and the dark', async () => {
    const { page, context } = await station.open(`#/exams/${station.examId}/analysis`, { role: 'viewer', width: 768, height: 1024 });
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await page.getByRole('img', { name: /^Distribution of the scores/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)).toBe(false);
    expect(await seriousFaults(page)).toEqual([]);
    await context.close();
  });
});
