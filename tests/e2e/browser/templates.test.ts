/** A template is drawn over somebody else's sheet with the mouse, snaps to its bubbles, is kept by itself, and reads filled sheets. */
import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pdfOfScans } from '../../support/pdf-of-scans.ts';
import { seriousFaults } from './axe.ts';
import { noBrowser, pairPage, type Watched, watchedPage } from './chromium.ts';
import { type ServedStation, servedStation } from './served-station.ts';

const size = { width: 1240, height: 1754 };
const grid = { x: 220, y: 400, w: 44, h: 30, gapX: 74, gapY: 60, rows: 12, columns: 4 };

/** `marks`: column of each row. */
function sheet(marks: readonly number[]): Promise<Buffer> {
  const rows = Array.from({ length: grid.rows }, (_, row) => Array.from({ length: grid.columns }, (_c, column) => {
    const x = grid.x + column * grid.gapX, y = grid.y + row * grid.gapY;
    return `<rect x="${x}" y="${y}" width="${grid.w}" height="${grid.h}" fill="${marks[row] === column ? '#333' : 'none'}" stroke="#222" stroke-width="2"/><text x="${x + 22}" y="${y + 22}" font-size="20" text-anchor="middle">${'ABCD'[column]}</text>`;
  }).join('')).join('');
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><rect width="100%" height="100%" fill="#fafafa"/><text x="300" y="200" font-size="56">某校答题卡</text>${rows}</svg>`)).png().toBuffer();
}

/** Where a point of the reference is on the screen. */
async function placesOn(page: Page): Promise<(x: number, y: number) => [number, number]> {
  const canvas = page.getByRole('img', { name: 'Reference scan' });
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('The canvas has no place.');
  return (x, y) => [box.x + x * box.width / size.width, box.y + y * box.height / size.height];
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const at = await placesOn(page);
  await page.mouse.move(...at(...from));
  await page.mouse.down();
  await page.mouse.move(...at(...to), { steps: 4 });
  await page.mouse.up();
}

const focusedLabel = (page: Page): Promise<string> => page.evaluate(() => (document.activeElement instanceof HTMLInputElement ? document.activeElement.labels?.[0]?.textContent ?? '' : document.activeElement?.tagName ?? ''));

describe.skipIf(noBrowser !== null)('the template editor', () => {
  let station: ServedStation;
  let operator: Watched;
  let page: Page;

  beforeAll(async () => {
    station = await servedStation();
    operator = await watchedPage(station.browser);
    ({ page } = operator);
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
    await page.evaluate(() => { location.hash = '#/templates'; });
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
  });

  test('begins with a scan, and a frame that is drawn becomes a grid on the printed bubbles', async () => {
    await page.getByText('No template yet').waitFor();
    await writeFile(station.at('empty.png'), await sheet([]));
    await page.locator('input[type=file]').setInputFiles(station.at('empty.png'));
    await page.getByRole('img', { name: 'Reference scan' }).locator('image').waitFor();
    await drag(page, [grid.x - 6, grid.y + 5], [grid.x + 3 * grid.gapX + grid.w + 5, grid.y + 4 * grid.gapY + grid.h - 6]);
    await page.getByText('Lies on the printed bubbles').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    const { templates: [summary] } = await station.client.request('listTemplates', {});
    const { blocks: [block] } = await station.client.request('getTemplate', { params: { templateId: summary?.templateId ?? '' } });
    expect(block).toMatchObject({ fields: ['q1', 'q2', 'q3', 'q4', 'q5'], values: ['A', 'B', 'C', 'D'] });
    expect(Math.abs((block?.x ?? 0) - grid.x)).toBeLessThan(12);
    expect(Math.abs((block?.valueGap ?? 0) - grid.gapX)).toBeLessThan(1);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('the rest of the rows is drawn as a second block, goes with one key, and comes back with another', async () => {
    await page.getByRole('button', { name: 'All blocks' }).click();
    await page.keyboard.press('u');
    await page.getByText('0 blocks').waitFor();
    await drag(page, [grid.x, grid.y], [grid.x + 3 * grid.gapX + grid.w, grid.y + 11 * grid.gapY + grid.h]);
    await page.getByLabel('How many').fill('12');
    await page.getByText('Lies on the printed bubbles').waitFor();
    await page.getByLabel('They are the digits of one number').check();
    await page.getByLabel('Heading in the answers').fill('考号');
    await page.keyboard.press('Enter');
    await page.getByLabel('It is the candidate number').check();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
    await page.keyboard.press('Delete');
    await page.getByText('0 blocks').waitFor();
    await page.keyboard.press('u');
    await page.getByText('1 block', { exact: true }).waitFor();
  });

  test('what somebody else drew meanwhile is not written over without a word', async () => {
    await vi.waitUntil(async () => (await station.client.request('listTemplates', {})).templates[0]?.fields === 12, { timeout: 10_000 });
    const { templates: [summary] } = await station.client.request('listTemplates', {});
    const params = { templateId: summary?.templateId ?? '' };
    const { revision, blocks } = await station.client.request('getTemplate', { params });
    await page.getByLabel('Name of the template').fill('Mine');
    await station.client.request('saveTemplate', { params, body: { revision, name: 'Theirs', blocks } });
    await page.getByText('Somebody else has changed this template').waitFor();
    expect((await station.client.request('getTemplate', { params })).name).toBe('Theirs');
    await page.getByRole('button', { name: 'Show theirs' }).click();
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#content input')?.value === 'Theirs');
    await page.getByLabel('Name of the template').fill('empty');
    await vi.waitUntil(async () => (await station.client.request('getTemplate', { params })).name === 'empty', { timeout: 10_000 });
  });

  test('filled sheets are read at once, and what is read stands beside each', async () => {
    const marks = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3];
    await writeFile(station.at('turned.jpg'), await sharp(await sheet(marks)).rotate(1.5, { background: '#fff' }).jpeg().toBuffer());
    await writeFile(station.at('other.png'), await sharp({ create: { ...size, channels: 3, background: '#fff' } }).png().toBuffer());
    await page.getByLabel('Choose scans').setInputFiles([station.at('turned.jpg'), station.at('other.png')]);
    await page.getByText('1 read, 0 doubtful').waitFor();
    await page.getByText(/^The page is empty/).waitFor();
    await page.getByRole('button', { name: 'turned.jpg' }).click();
    await page.getByRole('row', { name: '考号 ABCD' }).waitFor();
    expect(await page.locator('tbody td').allTextContents()).toEqual([marks.map((column) => 'ABCD'[column]).join('')]);
    // Two browsers see the same.
    await vi.waitUntil(async () => (await station.client.request('listTemplates', {})).templates[0]?.fields === 12, { timeout: 10_000 });
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).scrollIntoViewIfNeeded();
    const sheetAt = await page.getByRole('img', { name: 'Reference scan' }).boundingBox();
    await page.getByRole('button', { name: 'Save as a file' }).click();
    expect((await saved).suggestedFilename()).toBe('empty.template.json');
    await page.getByText('zhiyue read --template "empty.template.json" --out answers scans').waitFor();
    expect(await page.getByRole('img', { name: 'Reference scan' }).boundingBox()).toEqual(sheetAt);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click();
    const { templates: [summary] } = await station.client.request('listTemplates', {});
    const file = await (await station.client.request('getTemplateFile', { params: { templateId: summary?.templateId ?? '' } })).text();
    expect(JSON.parse(file)).toMatchObject({ candidate: '考号', columns: [{ name: '考号', fields: { length: 12 } }] });
    // What the browser itself says of the change that was refused.
    expect(operator.troubles.filter((trouble) => !/status of 409/.test(trouble))).toEqual([]);
  });
});

describe.skipIf(noBrowser !== null)('who draws a template', () => {
  let station: ServedStation;
  let operator: Watched;
  let page: Page;
  const params = async (name: string): Promise<{ templateId: string }> => ({ templateId: (await station.client.request('listTemplates', {})).templates.find((one) => one.name === name)?.templateId ?? '' });
  const kept = async (name: string) => station.client.request('getTemplate', { params: await params(name) });
  const saved = () => page.getByText('Saved', { exact: true }).waitFor();
  const begin = async (file: string, content: Buffer): Promise<void> => {
    await page.evaluate(() => { location.hash = '#/templates'; });
    await writeFile(station.at(file), content);
    await page.getByText('Choose a scan or a template file').waitFor();
    await page.locator('input[type=file]').setInputFiles(station.at(file));
  };
  const rows = (from: number, count: number): readonly [readonly [number, number], readonly [number, number]] => [[grid.x, grid.y + from * grid.gapY], [grid.x + 3 * grid.gapX + grid.w, grid.y + (from + count - 1) * grid.gapY + grid.h]];
  const toList = () => page.getByRole('button', { name: 'All blocks' }).click();

  beforeAll(async () => {
    station = await servedStation();
    operator = await watchedPage(station.browser);
    ({ page } = operator);
    await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
    await begin('blank.png', await sheet([]));
    await page.getByRole('img', { name: 'Reference scan' }).locator('image').waitFor();
    await drag(page, ...rows(0, 5));
    await page.getByText('Lies on the printed bubbles').waitFor();
  });
  afterAll(async () => {
    await station?.[Symbol.asyncDispose]();
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

  test('takes what was typed when the next block is drawn or taken in hand without a word, and says what could not be taken', async () => {
    await begin('typed.png', await sheet([]));
    await drag(page, ...rows(0, 5));
    await page.getByText('Lies on the printed bubbles').waitFor();
    await page.getByLabel('First question').fill('q31');
    await drag(page, ...rows(6, 5));
    await page.locator('[data-block="Block 2"]').waitFor();
    expect(await page.getByLabel('First question').inputValue()).toBe('q36');
    await page.getByLabel('Name of the block').fill('Second');
    await page.locator('[data-block="Block 1"]').click();
    await page.locator('[data-block="Second"]').waitFor();
    expect(await page.getByLabel('First question').inputValue()).toBe('q31');
    await page.getByLabel('Options, one character each').fill('abcd');
    await page.locator('[data-block="Second"]').click();
    await page.getByLabel('They are the digits of one number').check();
    await page.getByLabel('Heading in the answers').fill('Room');
    await page.locator('[data-block="Block 1"]').click();
    await saved();
    expect((await kept('typed')).blocks).toMatchObject([{ name: 'Block 1', fields: ['q31', 'q32', 'q33', 'q34', 'q35'], values: [...'abcd'], column: null }, { name: 'Second', column: 'Room' }]);

    await page.getByLabel('First question').fill('no2');
    await page.locator('[data-block="Second"]').click();
    await page.getByRole('alert').getByText('"no2" was not taken for "First question" of "Block 1": no2 is in "Second", too.').waitFor();
    expect(await page.getByLabel('Heading in the answers').inputValue()).toBe('Room');
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    // The name of a block that is then dragged, and what is typed when the browser goes back.
    await page.getByLabel('Name of the block').fill('Dragged');
    const { x, y } = (await kept('typed')).blocks[1] ?? { x: 0, y: 0 };
    await drag(page, [x + grid.gapX + 20, y + grid.gapY + 10], [x + grid.gapX + 20, y + 2 * grid.gapY + 10]);
    await page.locator('[data-block="Dragged"]').waitFor();
    await page.getByText('Lies on the printed bubbles').waitFor();
    await saved();
    expect(Math.abs(((await kept('typed')).blocks[1]?.y ?? 0) - y - grid.gapY)).toBeLessThan(3);
    await page.getByLabel('Heading in the answers').fill('Class');
    await page.goBack();
    await page.getByText('Choose a scan or a template file').waitFor();
    await vi.waitUntil(async () => (await kept('typed')).blocks[1]?.column === 'Class', { timeout: 10_000 });
    await page.getByRole('link', { name: 'typed' }).click();
    await page.locator('[data-block="Block 1"]').click();
    await page.getByLabel('First question').fill('no3');
    await page.getByRole('link', { name: 'All templates' }).click();
    await page.getByRole('link', { name: 'typed' }).click();
    await page.getByRole('alert').getByText('"no3" was not taken').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'All templates' }).click();
  });

  test('is told of a block that was put beside the printed bubbles by numbers, before the template is saved as a file', async () => {
    await page.getByRole('link', { name: 'typed' }).click();
    await page.locator('[data-block="Dragged"]').waitFor();
    await page.getByRole('button', { name: /^Block 1/ }).click();
    await page.getByText('Place and size').click();
    const top = page.getByLabel('Top');
    await top.fill(String(grid.y + grid.gapY / 2));
    await page.getByText('Not yet laid onto the printed bubbles').waitFor();
    await saved();
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByText('This block lies beside the printed bubbles of the reference scan: Block 1.').waitFor();
    await top.fill('20');
    await saved();
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByText('Nothing of this block is seen on the reference scan: Block 1.').waitFor();
    await page.getByText('No such bubbles are seen here').waitFor();
  });

  test('gets as many questions as are printed in a frame, also where the next one is drawn before the one before is counted', async () => {
    await begin('counted.png', await sheet([]));
    await drag(page, ...rows(0, 6));
    await page.getByText('Lies on the printed bubbles').waitFor();
    expect(await page.getByLabel('How many').inputValue()).toBe('6');
    await toList();
    await page.keyboard.press('Control+z');
    await drag(page, ...rows(0, 6));
    await drag(page, ...rows(6, 6));
    await page.locator('[data-block="Block 2"]').waitFor();
    await page.getByText('Lies on the printed bubbles').waitFor();
    await saved();
    await vi.waitUntil(async () => (await kept('counted')).blocks[1]?.fields[0] === 'q7', { timeout: 10_000 });
    const { blocks } = await kept('counted');
    expect(blocks.map(({ fields }) => [fields[0], fields.length])).toEqual([['q1', 6], ['q7', 6]]);
    for (const { fieldGap } of blocks) expect(Math.abs(fieldGap - grid.gapY)).toBeLessThan(1);
  });

  test('sees a block off the page marked, and the trial waits for it; one word says whether all is saved', async () => {
    await page.getByText('Place and size').click();
    const top = page.getByLabel('Top'), before = await top.inputValue();
    await top.fill(String(size.height - 40));
    await page.getByText('This block lies off the page, at least in part: Block 2.').waitFor();
    await toList();
    expect(await page.locator('button[data-wrong]').allTextContents()).toEqual([expect.stringContaining('⚠ Block 2')]);
    expect(await page.getByLabel('Choose scans').isDisabled()).toBe(true);
    await page.getByRole('button', { name: /Block 2/ }).click();
    await page.getByText('Place and size').click();
    await top.fill(before);
    await saved();
    // What cannot be kept is told in the trial until it is mended.
    await toList();
    await page.getByRole('button', { name: /^Block 1/ }).click();
    await page.getByLabel('How many').fill('7');
    await page.keyboard.press('Enter');
    await page.getByText('Not saved', { exact: true }).waitFor();
    await page.getByLabel('Choose scans').setInputFiles(station.at('counted.png'));
    await page.getByText('What is drawn is not saved yet').waitFor();
    await page.getByLabel('How many').fill('6');
    await page.keyboard.press('Enter');
    await saved();
    expect(await page.getByText('What is drawn is not saved yet').count()).toBe(0);
  });

  test('reads the names that the editor made in the language of the screens, and their own as they typed them', async () => {
    await page.getByLabel('Name of the block').fill('Block A');
    await page.keyboard.press('Enter');
    await page.locator('[data-block="Block A"]').waitFor();
    await toList();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByText('2 个题块').waitFor();
    expect(await page.locator('[data-block] text').allTextContents()).toEqual(['Block A', '题块 2']);
    await page.getByRole('button', { name: /题块 2/ }).click();
    expect(await page.getByLabel('题块名称').inputValue()).toBe('题块 2');
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('[data-block] text').getByText('Block 2').waitFor();
  });

  test('is told what a file is that is no template, and which pictures must lie beside one that is', async () => {
    await begin('exam.json', Buffer.from(JSON.stringify({ id: 'x', title: 'X', questions: [] })));
    await page.getByRole('listitem').getByText('this is an exam, not a template').waitFor();
    const block = { name: 'A', x: 220, y: 400, fields: ['q1..12'], values: [...'ABCD'], direction: 'horizontal', valueGap: 74, fieldGap: 60 };
    await begin('named.json', Buffer.from(JSON.stringify({ format: 'zhiyue-template', version: 1, unit: 'px', page: size, bubble: { w: 44, h: 30 }, registration: { reference: 'empty sheet.png' }, blocks: [block], columns: [{ name: 'q1', fields: ['q1'] }] })));
    await page.getByText('The template names a picture: empty sheet.png.').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await download;
    expect(await page.getByRole('status').getByText('The template names a picture: empty sheet.png.').count()).toBe(1);
  });
});
