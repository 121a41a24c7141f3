/** A template is drawn over somebody else's sheet with the mouse, snaps to its bubbles, is kept by itself, and reads filled sheets. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser } from './chromium.ts';
import { pdfOfScans } from '../../support/pdf-of-scans.ts';
import { drag, drawingTeacher, type DrawingTeacher, grid, sheet, size } from './drawn-sheet.ts';

describe.skipIf(noBrowser !== null)('the template editor', () => {
  let teacher: DrawingTeacher;
  let station: DrawingTeacher['station'];
  let operator: DrawingTeacher['operator'];
  let page: DrawingTeacher['page'];

  beforeAll(async () => {
    teacher = await drawingTeacher();
    ({ station, operator, page } = teacher);
    await page.evaluate(() => { location.hash = '#/templates'; });
  });
  afterAll(async () => {
    await teacher?.[Symbol.asyncDispose]();
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
    // That it was laid onto the bubbles, and that it was drawn.
    await page.keyboard.press('u');
    await page.getByText('1 block', { exact: true }).waitFor();
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

  test('pages that the browser cannot show are drawn over as the station has read them, small and large', async () => {
    await writeFile(station.at('first.png'), await sheet([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]));
    await writeFile(station.at('second.png'), await sheet([3, 1, 2, 9, 0, 1, 2, 3, 0, 1, 2, 3]));
    await writeFile(station.at('both.pdf'), await pdfOfScans([station.at('first.png'), station.at('second.png')]));
    await writeFile(station.at('one.tif'), await sharp(station.at('first.png')).tiff().toBuffer());
    await page.getByLabel('Choose scans').setInputFiles([station.at('both.pdf'), station.at('one.tif')]);
    // The second one lacks a digit.
    await page.getByText('0 read, 1 doubtful').waitFor();
    await vi.waitUntil(async () => await page.getByText('1 read, 0 doubtful').count() === 2, { timeout: 30_000 });
    await page.getByRole('button', { name: 'page 2 of 2' }).click();
    await page.getByRole('row', { name: /a digit or sign is missing/ }).waitFor();
    const drawn = await page.getByRole('region', { name: 'Try it on other scans' }).locator('img').evaluateAll((images) => images.map((image) => image instanceof HTMLImageElement && image.complete && image.naturalHeight > image.naturalWidth));
    expect(drawn).toEqual([true, true, true, true]);
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
