/** Who draws a template is told what was not taken, what lies beside the print, and how many bubbles are printed. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seriousFaults } from './axe.ts';
import { noBrowser } from './chromium.ts';
import { drag, drawingTeacher, type DrawingTeacher, grid, rows, sheet, size } from './drawn-sheet.ts';

describe.skipIf(noBrowser !== null)('who draws several blocks', () => {
  let teacher: DrawingTeacher;
  let station: DrawingTeacher['station'];
  let page: DrawingTeacher['page'];
  let kept: DrawingTeacher['kept'];
  let saved: DrawingTeacher['saved'];
  let begin: DrawingTeacher['begin'];
  let toList: DrawingTeacher['toList'];

  beforeAll(async () => {
    teacher = await drawingTeacher();
    ({ station, page, kept, saved, begin, toList } = teacher);
    await page.evaluate(() => { location.hash = '#/templates'; });
  });
  afterAll(async () => {
    await teacher?.[Symbol.asyncDispose]();
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
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await toList();
    expect(await page.locator('button[data-wrong]').allTextContents()).toEqual([expect.stringContaining('⚠ Block 1')]);
    await page.getByRole('button', { name: /Block 1/ }).click();
    await page.getByText('Place and size').click();
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
    await page.keyboard.press('Control+z');
    await page.getByText('0 blocks').waitFor();
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

  test('gets one question where a single row is printed in the frame, and keeps what is said of the saved file', async () => {
    await begin('single.png', await sheet([]));
    await drag(page, ...rows(3, 1));
    await page.getByText('Lies on the printed bubbles: 100 % of them are seen.', { exact: true }).waitFor();
    expect(await page.getByLabel('How many').inputValue()).toBe('1');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await download;
    await page.getByText('zhiyue read --template "single.template.json"').waitFor();
    // Laid once more it lies where it was.
    await page.getByRole('button', { name: 'Lay onto the printed bubbles' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByText('zhiyue read --template "single.template.json"').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click();
  });

  test('has the file saved as it is drawn by then where they go on drawing meanwhile, and is told of it on the next screen', async () => {
    const next = page.waitForEvent('download');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.keyboard.press('ArrowDown');
    await next;
    await page.getByText('zhiyue read --template "single.template.json"').waitFor();
    const last = page.waitForEvent('download');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByRole('link', { name: 'All templates' }).click();
    await last;
    await page.getByText('The template was saved as a file: single.template.json').waitFor();
    await page.getByRole('link', { name: 'single' }).click();
    await page.locator('[data-block="Block 1"]').click();
  });

  test('takes over how many are printed with one press', async () => {
    await page.getByLabel('Options, one character each').fill('AB');
    await page.keyboard.press('Enter');
    await page.getByText('1 × 4 are seen in this frame').waitFor();
    await page.getByRole('button', { name: 'Take it over' }).click();
    await page.getByText('Lies on the printed bubbles').waitFor();
    expect(await page.getByLabel('Options, one character each').inputValue()).toBe('ABCD');
    expect(await page.getByRole('button', { name: 'Take it over' }).count()).toBe(0);
  });

  test('is told which block is at fault where no page of a trial is read', async () => {
    await page.getByText('Place and size').click();
    await page.getByLabel('Top').fill('1300');
    await page.getByRole('button', { name: 'Lay onto the printed bubbles' }).click();
    await page.getByText('No such bubbles are seen here').waitFor();
    await saved();
    await page.getByLabel('Choose scans').setInputFiles(station.at('single.png'));
    await page.getByText('This block does not lie on printed bubbles of the reference scan: Block 1.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
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
