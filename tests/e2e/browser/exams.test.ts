/** An exam from its description to its end, at a real station, with the keyboard. */
import { writeFile } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StationClient } from '../../../src/client/station-client.ts';
import { noBrowser, pairPage, type Watched, watchedPage } from './chromium.ts';
import { type ServedStation, servedStation } from './served-station.ts';

/** Presses Tab until the field with this label has the focus; fails when there is none on the way. */
async function tabTo(page: Page, label: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const { activeElement: field } = document;
      if (field === null) return '';
      const labels = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement ? [...(field.labels ?? [])].map((each) => each.textContent) : [];
      return [field.getAttribute('aria-label'), ...labels, field.textContent].filter(Boolean).join(' ');
    });
    if (here.startsWith(label)) return;
  }
  throw new Error(`The keyboard does not reach ${label}.`);
}

describe.skipIf(noBrowser !== null)('an exam in the app', () => {
  let station: ServedStation;
  let client: StationClient;
  let operator: Watched;
  let page: Page;

  beforeAll(async () => {
    station = await servedStation();
    ({ client } = station);
    operator = await watchedPage(station.browser);
    ({ page } = operator);
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
  });

  test('is described with nothing but the keyboard; what is missing is said at its field', async () => {
    await page.getByText('No exam yet').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.getByLabel('Title').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.type('八年级数学期中');
    await tabTo(page, 'Key');
    await page.keyboard.type('BACDABCDA');
    await page.getByText('9 of 10', { exact: true }).waitFor();
    await tabTo(page, 'Create the exam');
    await page.keyboard.press('Enter');
    await page.getByText('9 letters for 10 questions').waitFor();
    // The first field with a fault has the focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.press('End');
    await page.keyboard.type('b');
    await page.getByText('10 of 10', { exact: true }).waitFor();
    await page.getByRole('img', { name: 'Page 1 of the answer sheet' }).waitFor();
    await tabTo(page, 'Create the exam');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(page.url()).toContain('#/exams/math-8-mid');
    const exam = await client.request('getExam', { params: { examId: 'math-8-mid' } });
    expect(exam).toMatchObject({ title: '八年级数学期中', language: 'en', candidateDigits: 8, full: 30 });
    expect(exam.everything.map((question) => (question.type === 'open' ? '' : question.keys.join('/'))).join('')).toBe('BACDABCDAB');
  });

  test('its key is changed after a look at what that does', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.getByLabel('Key of question 1', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('d');
    await page.getByText('1 question changed, not saved yet').waitFor();
    // Who looks elsewhere, or loads the page anew, finds it as it was left.
    await page.getByRole('link', { name: 'Roster' }).first().click();
    await page.getByText('No roster yet').waitFor();
    await page.goBack();
    await page.getByText('1 question changed, not saved yet').waitFor();
    await page.reload();
    await page.getByText('1 question changed, not saved yet').waitFor();
    expect(await page.getByLabel('Key of question 2', { exact: true }).inputValue()).toBe('d');
    await page.getByRole('button', { name: 'See what it does' }).click();
    await page.getByText('No sheet is scored yet').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 question changed, not saved yet').waitFor({ state: 'detached' });
    const { everything } = await client.request('getExam', { params: { examId: 'math-8-mid' } });
    expect(everything.find(({ no }) => no === '2')).toMatchObject({ keys: ['D'] });
  });

  test('a roster with a fault is not taken, and says which line; a good one shows its counts first', async () => {
    await page.getByRole('link', { name: 'Roster' }).first().click();
    const file = station.at('roster.csv');
    await writeFile(file, 'candidate_no,name,class\n20250001,王小明,8-1\n2025,李雷,8-1\n');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('Line 3').waitFor();
    expect(await page.getByRole('button', { name: 'Import', exact: true }).count()).toBe(0);
    await writeFile(file, 'candidate_no,name,class\n20250001,王小明,8-1\n20250002,李雷,8-2\n');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('table').getByText('李雷').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: '李雷' }).waitFor();
    expect((await client.request('getRoster', { params: { examId: 'math-8-mid' } })).candidates).toHaveLength(2);
  });

  test('its sheets are seen before they are printed, and kept as PDF', async () => {
    await page.getByRole('link', { name: 'Answer sheets' }).first().click();
    await page.getByRole('img', { name: 'Page 1 of the answer sheet' }).waitFor();
    await page.getByText('By name', { exact: true }).click();
    await page.getByText('One sheet for each candidate').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as PDF' }).click();
    expect((await saved).suggestedFilename()).toBe('math-8-mid-personal.pdf');
  });

  test('the question mark lists the keys', async () => {
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Show this list').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('it goes for good only when its title was typed', async () => {
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('button', { name: 'Delete this exam' }).click();
    const sure = page.getByRole('button', { name: 'Delete for good' });
    // The dialog slides in; who types before it has the focus types nowhere.
    await page.getByLabel('Type the title to confirm').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('八年级数学');
    expect(await sure.isDisabled()).toBe(true);
    await page.keyboard.type('期中');
    await page.keyboard.press('Enter');
    await page.getByText('No exam yet').waitFor();
    expect((await client.request('listExams', {})).exams).toEqual([]);
  });

  test('an address that leads nowhere says so, with a way back; a page older than the station is loaded anew, once', async () => {
    await page.evaluate(() => { location.hash = '#/nonsense'; });
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    // The station has other screens than those that this page was loaded with.
    const upgraded = async (route: Route): Promise<void> => {
      if (route.request().resourceType() !== 'fetch') return await route.continue();
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace(/index-[^"]+\.js/, 'index-newer.js') });
    };
    await page.route(`${station.address}/`, upgraded);
    await page.reload();
    await page.getByText('The station was updated. This page is loaded anew').waitFor();
    await page.waitForEvent('load');
    await page.getByRole('button', { name: 'Load anew' }).waitFor();
    await page.unroute(`${station.address}/`);
    await page.getByRole('link', { name: 'To the exams' }).click();
    await page.getByText('No exam yet').waitFor();
  });

  test('the example shows the way to the end, can be copied, and put away', async () => {
    await page.getByRole('button', { name: 'Look at the example' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.waitForFunction(() => document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') === '58');
    await page.getByRole('button', { name: 'Make a copy' }).click();
    await page.getByRole('dialog').getByLabel('Title').fill('Copy');
    await page.getByRole('button', { name: 'Make the copy' }).click();
    await page.waitForFunction(() => document.title.includes('Copy'));
    await page.getByRole('button', { name: 'Put away' }).click();
    await page.getByRole('button', { name: 'Take out again' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('button', { name: '1 exam was put away' }).click();
    await page.getByRole('heading', { name: 'Copy' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-exam]').length === 2);
    // What the browser itself says of an answer that is no success: the exam with a fault, the roster with one.
    expect(operator.troubles.filter((trouble) => !/Failed to load resource: the server responded with a status of 4\d\d/.test(trouble))).toEqual([]);
  });
});
