/** The workbench in a real browser: what waits is settled by keys alone, and the scores follow. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StationClient } from '../../../src/client/station-client.ts';
import { example } from '../zhiyue.ts';
import { seriousFaults } from './axe.ts';
import { noBrowser, type Watched } from './chromium.ts';
import { type ExampleStation, exampleStation } from './example-station.ts';

const exam = z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(example.exam, 'utf8')));

describe.skipIf(noBrowser !== null)('the exceptions workbench', () => {
  let station: ExampleStation;
  let client: StationClient;
  let leader: Watched;
  let page: Page;
  const open = async () => (await client.request('listExceptions', { params: { examId: exam.id }, query: { limit: 1000 } })).exceptions;
  const pointsOf = async (candidateNo: string, no: string) => (await client.request('getScore', { params: { examId: exam.id, candidateNo } })).questions.find((question) => question.no === no)?.points ?? null;
  /** Chooses one by keys alone, from the top, and leaves the focus where keys are the workbench's. */
  const goTo = async (exceptionId: string): Promise<void> => {
    // What was taken back is in the page's list a moment after the station has it.
    await page.getByText(`All (${(await open()).length})`).waitFor({ state: 'attached' });
    const current = page.locator('[data-exception][aria-current]');
    // The rows in sight follow a key by a frame: without waiting for them the one looked for would be passed unseen.
    const press = async (key: string): Promise<string | null> => {
      await page.keyboard.press(key);
      return current.getAttribute('data-exception');
    };
    for (let before: string | null = null, now = await press('ArrowUp'); now !== before;) [before, now] = [now, await press('ArrowUp')];
    for (let before: string | null = null, now = await current.getAttribute('data-exception'); now !== exceptionId && now !== before;) [before, now] = [now, await press('ArrowDown')];
    expect(await current.getAttribute('data-exception')).toBe(exceptionId);
  };

  beforeAll(async () => {
    station = await exampleStation();
    ({ client } = station);
    leader = await station.open(`#/exams/${exam.id}/exceptions`, { role: 'leader' });
    ({ page } = leader);
    await page.locator('[data-exception]').first().waitFor();
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
  });

  test('shows what waits, the page and what can be said, without serious faults', async () => {
    const waiting = await open();
    await page.getByText(`All (${waiting.length})`).waitFor({ state: 'attached' });
    await page.getByRole('region', { name: 'Your decision' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('three doubts are settled by keys alone, each step goes on to the next, and one undo takes the last back', async () => {
    const before = await open();
    const doubts = before.filter(({ kind, field, candidateNo }) => kind === 'doubtful' && field !== '' && field !== 'candidate' && candidateNo !== null);
    const { everything } = await client.request('getExam', { params: { examId: exam.id } });
    const choices = doubts.filter(({ field }) => everything.some((question) => question.no === field && question.type === 'single'));
    const [first] = choices;
    const question = everything.find(({ no }) => no === first?.field);
    if (first === undefined || first.candidateNo === null || question?.type !== 'single') throw new Error('The example has no doubt about a single choice.');
    const { candidateNo } = first;
    const [key = ''] = question.keys;
    const wrong = question.options.find((option) => !question.keys.includes(option)) ?? '';
    await goTo(first.exceptionId);

    // The right letter, then another one instead: the score goes with it.
    await page.keyboard.press(key.toLowerCase());
    await page.getByRole('button', { name: `Take ${key}` }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`[data-exception="${first.exceptionId}"]`).waitFor({ state: 'detached' });
    await expect.poll(() => pointsOf(candidateNo, first.field)).toBe(question.points);
    await page.keyboard.press('u');
    await page.locator(`[data-exception="${first.exceptionId}"][aria-current]`).waitFor();
    await page.keyboard.press(wrong.toLowerCase());
    await page.keyboard.press('Enter');
    await page.locator(`[data-exception="${first.exceptionId}"]`).waitFor({ state: 'detached' });
    await expect.poll(() => pointsOf(candidateNo, first.field)).toBe(question.wrong);

    // Blank, and the machine's suggestion.
    for (const keys of [['Backspace', 'Enter'], ['Enter']]) {
      const next = (await open()).find(({ kind, field, exceptionId }) => kind === 'doubtful' && field !== '' && field !== 'candidate' && exceptionId !== first.exceptionId);
      if (next === undefined) throw new Error('The example has too few doubts.');
      await goTo(next.exceptionId);
      for (const one of keys) await page.keyboard.press(one);
      await page.locator(`[data-exception="${next.exceptionId}"]`).waitFor({ state: 'detached' });
      await expect.poll(async () => (await open()).some(({ exceptionId }) => exceptionId === next.exceptionId)).toBe(false);
    }
    expect((await open()).length).toBe(before.length - 3);
  });

  test('a candidate is found by the nearest number and taken with Enter', async () => {
    const unknown = (await open()).find(({ kind, guesses }) => kind === 'unknown-candidate' && guesses.length > 0);
    const guess = unknown?.guesses.map((one) => one.candidateNo).find((no) => no !== '');
    if (unknown === undefined || guess === undefined) throw new Error('The example has no unknown candidate with a guess.');
    await goTo(unknown.exceptionId);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: `Take ${guess}` }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await open()).some(({ exceptionId }) => exceptionId === unknown.exceptionId)).toBe(false);
    await page.keyboard.press('u');
    await expect.poll(async () => (await open()).some(({ exceptionId }) => exceptionId === unknown.exceptionId)).toBe(true);
  });

  test('a number that nobody on the roster has is taken only when Enter is pressed once more', async () => {
    const unknown = (await open()).find(({ kind, detail }) => kind === 'unknown-candidate' && detail === 'not-on-roster');
    if (unknown === undefined) throw new Error('The example has nobody who is not on its roster.');
    const waits = async () => (await open()).some(({ exceptionId }) => exceptionId === unknown.exceptionId);
    const { candidateDigits } = await client.request('getExam', { params: { examId: exam.id } });
    const number = '9'.repeat(candidateDigits);
    await goTo(unknown.exceptionId);
    await page.getByRole('link', { name: 'To the roster' }).waitFor();
    for (const digit of number) await page.keyboard.press(digit);
    await page.getByRole('button', { name: `Take ${number}` }).waitFor();
    await page.locator('[role=status]', { hasText: 'Nobody on the roster has this number.' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Enter once more takes it').waitFor();
    expect(await waits()).toBe(true);
    const take = page.getByRole('button', { name: 'Take it anyway' });
    // A key that bounces is none: at once it does nothing.
    await expect.poll(async () => {
      if (await take.count() > 0) await page.keyboard.press('Enter');
      return waits();
    }).toBe(false);
    await page.keyboard.press('u');
    await expect.poll(waits).toBe(true);
  });

  test('question mark lists the keys, and nothing went wrong in the page', async () => {
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Take what is entered, or the suggestion').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 768, height: 1024 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    expect(leader.troubles).toEqual([]);
  });
});
