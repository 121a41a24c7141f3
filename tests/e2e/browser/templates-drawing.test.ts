/** Who draws a template types, goes back, stretches and is away, and loses nothing of it. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pdfOfScans } from '../../support/pdf-of-scans.ts';
import { seriousFaults } from './axe.ts';
import { noBrowser } from './chromium.ts';
import { drag, drawingTeacher, type DrawingTeacher, focusedLabel, grid, placesOn, rows, sheet } from './drawn-sheet.ts';

describe.skipIf(noBrowser !== null)('who draws a template', () => {
  let teacher: DrawingTeacher;
  let station: DrawingTeacher['station'];
  let operator: DrawingTeacher['operator'];
  let page: DrawingTeacher['page'];
  let kept: DrawingTeacher['kept'];
  let saved: DrawingTeacher['saved'];
  let begin: DrawingTeacher['begin'];
  let toList: DrawingTeacher['toList'];

  beforeAll(async () => {
    teacher = await drawingTeacher();
    ({ station, operator, page, kept, saved, begin, toList } = teacher);
    await begin('blank.png', await sheet([]));
    await page.getByRole('img', { name: 'Reference scan' }).locator('image').waitFor();
    await drag(page, ...rows(0, 5));
    await page.getByText('Lies on the printed bubbles').waitFor();
  });
  afterAll(async () => {
    await teacher?.[Symbol.asyncDispose]();
  });

  test('renames a block and goes on typing in the next field, which Enter takes', async () => {
    await page.getByLabel('Name of the block').fill('Part one');
    await page.getByLabel('First question').click();
    await page.locator('[data-block="Part one"]').waitFor();
    expect(await focusedLabel(page)).toBe('First question');
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Delete');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await saved();
    await vi.waitUntil(async () => (await kept('blank')).blocks[0]?.fields[0] === 'q7', { timeout: 10_000 });
    expect((await kept('blank')).blocks[0]).toMatchObject({ name: 'Part one', fields: ['q7', 'q8', 'q9', 'q10', 'q11'] });
    await page.getByLabel('Name of the block').fill('Part 1');
    await page.keyboard.press('Tab');
    await page.locator('[data-block="Part 1"]').waitFor();
    expect(await focusedLabel(page)).not.toBe('BODY');
  });

  test('takes steps back and does them again with Ctrl+Z and Ctrl+Y, a name that was typed as one; letters that are not taken yet are the field\'s', async () => {
    await page.getByLabel('Name of the template').fill('');
    await page.getByText('A template needs a name').waitFor();
    await page.getByLabel('Name of the template').pressSequentially('Cards');
    await page.keyboard.press('Control+z');
    await vi.waitUntil(async () => await page.getByLabel('Name of the template').inputValue() === 'blank', { timeout: 10_000 });
    await page.keyboard.press('Control+z');
    await page.locator('[data-block="Part one"]').waitFor();
    await page.keyboard.press('Control+y');
    await page.locator('[data-block="Part 1"]').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await vi.waitUntil(async () => await page.getByLabel('Name of the template').inputValue() === 'Cards', { timeout: 10_000 });
    await page.keyboard.press('Control+z');
    await page.locator('[data-block="Part 1"]').click();
    await page.getByLabel('Name of the block').fill('x');
    await page.keyboard.press('Control+z');
    expect(await page.getByLabel('Name of the block').inputValue()).toBe('Part 1');
    await page.locator('[data-block="Part 1"]').waitFor();
    await saved();
  });

  test('is told at the field how many questions there can be', async () => {
    const count = page.getByLabel('How many');
    for (const wrong of ['500', '0', '2.5', '']) {
      await count.fill(wrong);
      await page.getByText('A whole number from 1 to 300').waitFor();
      expect(await page.locator('[data-block="Part 1"] rect').count()).toBe(1 + 5 * 4 + 8);
    }
    await page.keyboard.press('Escape');
    expect(await count.inputValue()).toBe('5');
    expect(await page.getByText('A whole number').count()).toBe(0);
  });

  test('stretches a block by its corner, and by Shift and arrows', async () => {
    await page.locator('[data-block="Part 1"]').click();
    const before = (await kept('blank')).blocks[0];
    const corner = await page.locator('[data-handle="7"]').boundingBox();
    if (corner === null || before === undefined) throw new Error('The block has no corner.');
    const at = await placesOn(page);
    const [, down] = at(0, grid.gapY), [, none] = at(0, 0);
    await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2);
    await page.mouse.down();
    await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2 + (down - none), { steps: 5 });
    await page.mouse.up();
    await page.getByLabel('How many').fill('6');
    await page.keyboard.press('Enter');
    await page.getByText('Lies on the printed bubbles').waitFor();
    await saved();
    const after = (await kept('blank')).blocks[0];
    expect(after?.fields).toHaveLength(6);
    for (const key of ['x', 'y', 'valueGap', 'fieldGap'] as const) expect(Math.abs((after?.[key] ?? 0) - before[key])).toBeLessThan(2);
    const wide = async (): Promise<number> => (await page.locator('[data-block="Part 1"] rect').first().evaluate((rect) => Number(rect.getAttribute('width'))));
    const width = await wide();
    await page.locator('[data-block="Part 1"]').click();
    for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowRight');
    await vi.waitUntil(async () => Math.abs(await wide() - width - 9) < 1, { timeout: 10_000 });
    await page.keyboard.press('s');
    await vi.waitUntil(async () => Math.abs(await wide() - width) < 6, { timeout: 10_000 });
    // Where it was laid onto bubbles is a step as well.
    await page.keyboard.press('Control+z');
    await vi.waitUntil(async () => Math.abs(await wide() - width - 9) < 1, { timeout: 10_000 });
    await page.keyboard.press('Control+y');
    await vi.waitUntil(async () => Math.abs(await wide() - width) < 6, { timeout: 10_000 });
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('is told both blocks of a clash, is asked before leaving, and finds what was not saved after a reload', async () => {
    await page.getByLabel('First question').fill('q1');
    await page.keyboard.press('Enter');
    await toList();
    // Below, as a block of its own.
    await drag(page, [grid.x, grid.y + 7 * grid.gapY], [grid.x + 3 * grid.gapX + grid.w, grid.y + 11 * grid.gapY + grid.h]);
    await saved();
    expect(await page.getByLabel('First question').inputValue()).toBe('q7');
    await page.getByLabel('First question').fill('q2');
    await page.getByText('q2 is in "Part 1", too').waitFor();
    expect((await kept('blank')).blocks).toHaveLength(2);
    await page.getByLabel('Name of the block').fill('Part 2');
    await page.keyboard.press('Enter');
    await toList();
    await page.getByText('"q2" was not taken for "First question" of "Part 2": q2 is in "Part 1", too.').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await saved();
    // What nobody can type may come from a file, or from two people.
    await page.getByRole('button', { name: /^Part 1/ }).click();
    expect(await page.getByText(/is in "Part/).count()).toBe(0);
    await page.getByLabel('How many').fill('8');
    await page.keyboard.press('Enter');
    await page.getByText('q7 is in "Part 1" and in "Part 2"').waitFor();
    await page.getByText('Not saved', { exact: true }).waitFor();
    await toList();
    expect(await page.locator('button[data-wrong]').allTextContents()).toEqual([expect.stringContaining('Part 1'), expect.stringContaining('Part 2')]);
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'All templates' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
    const asked = page.waitForEvent('dialog');
    await Promise.all([asked.then((dialog) => dialog.accept()), page.reload()]);
    expect((await asked).type()).toBe('beforeunload');
    await page.getByText('q7 is in "Part 1" and in "Part 2"').waitFor();
    await page.getByRole('link', { name: 'All templates' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByText('Changes in it are not saved').waitFor();
    await page.getByRole('link', { name: 'blank' }).click();
    await page.getByRole('button', { name: /Part 2/ }).click();
    await page.getByLabel('First question').fill('q9');
    await page.keyboard.press('Enter');
    await saved();
    expect((await kept('blank')).blocks.map(({ fields }) => [fields[0], fields.length])).toEqual([['q1', 8], ['q9', 5]]);
    // It was laid there before it was opened again.
    await page.getByText('Lies on the printed bubbles').waitFor();
    await toList();
    await page.getByRole('button', { name: /Part 1/ }).click();
    await page.getByLabel('How many').fill('6');
    await page.keyboard.press('Enter');
    await saved();
  });

  test('goes on drawing while the station is away, and finds it saved when it is back', async () => {
    await operator.context.setOffline(true);
    await page.getByLabel('Name of the block').fill('Drawn alone');
    await page.keyboard.press('Enter');
    await page.getByText('Not saved', { exact: true }).waitFor();
    await operator.context.setOffline(false);
    await saved();
    expect((await kept('blank')).blocks[0]?.name).toBe('Drawn alone');
    // Whoever leaves at once loses nothing, either.
    await page.getByLabel('Name of the block').fill('Left at once');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'All templates' }).click();
    await page.getByText('Choose a scan or a template file').waitFor();
    expect((await kept('blank')).blocks[0]?.name).toBe('Left at once');
  });

  test('is told the block of which nothing is seen before the template is saved as a file, and may insist', async () => {
    await page.getByRole('link', { name: 'blank' }).click();
    await page.getByRole('button', { name: /Left at once/ }).waitFor();
    await drag(page, [700, 300], [1000, 560]);
    await page.getByText('No such bubbles are seen here').waitFor();
    await page.getByLabel('Name of the block').fill('Lost');
    await page.keyboard.press('Enter');
    await saved();
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByText('Nothing of this block is seen on the reference scan: Lost.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await download;
    await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
    await page.keyboard.press('Delete');
    await saved();
  });

  test('is told file, page and reason where a scan cannot be read', async () => {
    const both = [station.at('first.png'), station.at('second.png')];
    await Promise.all([writeFile(both[0] ?? '', await sheet([])), writeFile(both[1] ?? '', await sheet([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]))]);
    const pdf = await pdfOfScans(both);
    await writeFile(station.at('two.pdf'), pdf);
    await writeFile(station.at('broken.png'), (await sheet([])).subarray(0, 3000));
    await page.getByLabel('Choose scans').setInputFiles([station.at('two.pdf'), station.at('broken.png')]);
    await page.getByText('page 2 of 2').waitFor();
    await page.getByRole('button', { name: /broken\.png.*damaged/ }).click();
    await page.getByText('About: broken.png').waitFor();
    expect(await page.getByText('page 1 of 2').count()).toBe(1);
    await page.getByRole('button', { name: /page 2 of 2/ }).click();
    await page.getByRole('row', { name: 'q4 D' }).waitFor();
    await begin('broken.png', (await sheet([])).subarray(0, 3000));
    await page.getByText('About: broken.png').waitFor();
    await begin('two.pdf', pdf);
    await page.getByText('The file has 2 pages: the first one is the reference scan.').waitFor();
  });

  test('can tell two templates of one scan apart, and the digits of a number take no numbers of questions', async () => {
    await begin('blank.png', await sheet([]));
    await drag(page, ...rows(0, 5));
    await page.getByLabel('They are the digits of one number').check();
    await toList();
    await drag(page, ...rows(5, 5));
    expect(await page.getByLabel('First question').inputValue()).toBe('q1');
    await saved();
    expect((await kept('blank 2')).blocks.map(({ fields }) => fields[0])).toEqual(['no1', 'q1']);
  });
});
