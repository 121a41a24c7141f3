/** A sheet as somebody else may have printed it, drawn over with the mouse; and a teacher who does so in a browser of their own. */
import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { SheetTemplate } from '../../../src/contract/routes/templates.ts';
import { pairPage, type Watched, watchedPage } from './chromium.ts';
import { type ServedStation, servedStation } from './served-station.ts';

export const size = { width: 1240, height: 1754 };
export const grid = { x: 220, y: 400, w: 44, h: 30, gapX: 74, gapY: 60, rows: 12, columns: 4 };

/** `marks`: column of each row. */
export function sheet(marks: readonly number[]): Promise<Buffer> {
  const rows = Array.from({ length: grid.rows }, (_, row) => Array.from({ length: grid.columns }, (_c, column) => {
    const x = grid.x + column * grid.gapX, y = grid.y + row * grid.gapY;
    return `<rect x="${x}" y="${y}" width="${grid.w}" height="${grid.h}" fill="${marks[row] === column ? '#333' : 'none'}" stroke="#222" stroke-width="2"/><text x="${x + 22}" y="${y + 22}" font-size="20" text-anchor="middle">${'ABCD'[column]}</text>`;
  }).join('')).join('');
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><rect width="100%" height="100%" fill="#fafafa"/><text x="300" y="200" font-size="56">某校答题卡</text>${rows}</svg>`)).png().toBuffer();
}

/** Where a point of the reference is on the screen. */
export async function placesOn(page: Page): Promise<(x: number, y: number) => [number, number]> {
  const canvas = page.getByRole('img', { name: 'Reference scan' });
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('The canvas has no place.');
  return (x, y) => [box.x + x * box.width / size.width, box.y + y * box.height / size.height];
}

export async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const at = await placesOn(page);
  await page.mouse.move(...at(...from));
  await page.mouse.down();
  await page.mouse.move(...at(...to), { steps: 4 });
  await page.mouse.up();
}

export const focusedLabel = (page: Page): Promise<string> => page.evaluate(() => (document.activeElement instanceof HTMLInputElement ? document.activeElement.labels?.[0]?.textContent ?? '' : document.activeElement?.tagName ?? ''));

/** On the screen of templates. */
export interface DrawingTeacher extends AsyncDisposable {
  readonly station: ServedStation;
  readonly operator: Watched;
  readonly page: Page;
  /** As the station has it. */
  readonly kept: (name: string) => Promise<SheetTemplate>;
  readonly saved: () => Promise<void>;
  readonly begin: (file: string, content: Buffer) => Promise<void>;
  readonly toList: () => Promise<void>;
}

export async function drawingTeacher(): Promise<DrawingTeacher> {
  const station = await servedStation(), operator = await watchedPage(station.browser), { page } = operator;
  await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
  return {
    station, operator, page,
    kept: async (name) => station.client.request('getTemplate', { params: { templateId: (await station.client.request('listTemplates', {})).templates.find((one) => one.name === name)?.templateId ?? '' } }),
    saved: () => page.getByText('Saved', { exact: true }).waitFor(),
    begin: async (file, content) => {
      await page.evaluate(() => { location.hash = '#/templates'; });
      await writeFile(station.at(file), content);
      await page.getByText('Choose a scan or a template file').waitFor();
      await page.locator('input[type=file]').setInputFiles(station.at(file));
    },
    toList: () => page.getByRole('button', { name: 'All blocks' }).click(),
    [Symbol.asyncDispose]: () => station[Symbol.asyncDispose](),
  };
}

/** From one corner of so many printed rows to the other. */
export function rows(from: number, count: number): readonly [readonly [number, number], readonly [number, number]] {
  return [[grid.x, grid.y + from * grid.gapY], [grid.x + 3 * grid.gapX + grid.w, grid.y + (from + count - 1) * grid.gapY + grid.h]];
}
