import sharp from 'sharp';
import { expect, test } from 'vitest';
import { PageMemory } from '../read/page-memory.ts';
import { expandTemplate } from '../template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import { darknessField } from './darkness.ts';
import { Effort } from './effort.ts';
import { latticeOf } from './lattice.ts';
import { isAligned, numbersFit } from './numbers-fit.ts';

const rows = 20, gap = 20, left = 160, top = 60;
const template = templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 400, height: 500 }, bubble: { w: 9, h: 9 },
  blocks: [{ name: 'rows', x: left, y: top, fields: Array.from({ length: rows }, (_, k) => `q${k + 1}`), values: ['A', 'B', 'C', 'D'], direction: 'horizontal', valueGap: 30, fieldGap: gap }],
  columns: Array.from({ length: rows }, (_, k) => ({ name: `q${k + 1}`, fields: [`q${k + 1}`] })),
});
const lattice = latticeOf(expandTemplate(template)), asItIs = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), upsideDown = Float64Array.of(-1, 0, 2 * (left + 49.5), 0, -1, 2 * top + (rows - 1) * gap + 9, 0, 0, 1);

async function field(beside: (row: number) => string) {
  const bubbles = Array.from({ length: rows }, (_, k) => `${beside(k + 1)}${[0, 1, 2, 3].map((v) => `<rect x="${left + v * 30}" y="${top + k * gap}" width="9" height="9" fill="none" stroke="#333"/>`).join('')}`);
  const { data, info } = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="500">${bubbles.join('')}</svg>`)).flatten({ background: '#fff' }).greyscale().blur(0.5).raw().toBuffer({ resolveWithObject: true });
  return darknessField({ width: info.width, height: info.height, pixels: new Uint8Array(data) }, new PageMemory(), new Effort());
}
const number = (text: string, row: number): string => `<text x="${left - 12}" y="${top + 8 + (row - 1) * gap}" font-size="9" text-anchor="end" font-family="sans-serif">${text}</text>`;

test('numbers from 1 on say how the page lies', async () => {
  const numbered = await field((row) => number(String(row), row));
  expect(numbersFit(numbered, lattice, asItIs)).toBeGreaterThan(0.4);
  expect(numbersFit(numbered, lattice, upsideDown)).toBe(0);
});

test('numbers from 01 on, of which 11 has less ink than 08, say nothing of it, but stand one below the other', async () => {
  const padded = await field((row) => number(String(row).padStart(2, '0'), row));
  expect(numbersFit(padded, lattice, asItIs)).toBe(0);
  expect(isAligned(padded, lattice, asItIs, 'left')).toBe(true);
});

test('bands behind the rows are no numbers', async () => {
  const banded = await field((row) => (row % 2 === 0 ? `<rect x="100" y="${top - 5 + (row - 1) * gap}" width="220" height="${gap}" fill="#e4e4e4"/>` : ''));
  expect([asItIs, upsideDown].map((map) => numbersFit(banded, lattice, map))).toEqual([0, 0]);
});

test('ticks that somebody made beside the rows do not stand one below the other', async () => {
  const ticked = await field((row) => { const x = left - 22 + row * 7 % 11 - 5, y = top + (row - 1) * gap; return `<path d="M${x} ${y + 4}l${2 + row % 3} 4l${5 + row % 4} -9" stroke="#c33" stroke-width="1.5" fill="none"/>`; });
  expect(isAligned(ticked, lattice, asItIs, 'left')).toBe(false);
});
