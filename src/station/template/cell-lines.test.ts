import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { ontoLines } from './cell-lines.ts';

/** Ten pixels a millimetre. */
const scale = 10;

async function drawn(content: string): Promise<GrayImage> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="240" viewBox="0 0 80 24"><rect width="80" height="24" fill="#f4f4f4"/><g stroke="#333" fill="none" stroke-width="0.3">${content}</g></svg>`;
  const { data } = await sharp(Buffer.from(svg)).blur(0.8).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: 800, height: 240, pixels: new Uint8Array(data) };
}

const region = (x: number, y: number, widthMm: number, heightMm: number) => ({ widthMm, heightMm, corners: [{ x, y }, { x: x + widthMm, y }, { x: x + widthMm, y: y + heightMm }, { x, y: y + heightMm }].map((corner) => ({ x: corner.x * scale, y: corner.y * scale })) as [{ x: number; y: number }, { x: number; y: number }, { x: number; y: number }, { x: number; y: number }] });
/** Eight cells of 6 by 7 mm from (16, 8) on, with a 1 in each, which are lines as well. */
const cells = `<rect x="16" y="8" width="48" height="7"/>${Array.from({ length: 7 }, (_, i) => `<path d="M${22 + 6 * i} 8v7"/>`).join('')}${Array.from({ length: 8 }, (_, i) => `<path d="M${19 + 6 * i} 9v5"/>`).join('')}`;
const offBy = (found: ReturnType<typeof region>, right: ReturnType<typeof region>): number => Math.max(...found.corners.flatMap((corner, i) => [Math.abs(corner.x - right.corners[i]!.x), Math.abs(corner.y - right.corners[i]!.y)])) / scale;

test.each([['as measured', 0, 0, 1], ['a millimetre too far left and up', -1, -0.8, 1], ['to the right and down', 1.4, 1, 1], ['two in a hundred too wide', -0.3, 0.2, 1.02]])('cells %s lie within their lines', async (_, dx, dy, wide) => {
  expect(offBy(ontoLines(await drawn(cells), region(16 + dx, 8 + dy, 48 * wide, 7), 8), region(16, 8, 48, 7))).toBeLessThan(0.2);
});

test.each([['as measured', 0, 0], ['a millimetre too far left and down', -1, 0.6], ['to the right and up', 1.2, -0.7]])('boxes a quarter of the way apart, %s, are told from cells that share lines', async (_, dx, dy) => {
  const boxes = Array.from({ length: 6 }, (__, i) => `<rect x="${12 + 8 * i}" y="8" width="6" height="7"/><path d="M${15 + 8 * i} 9v5"/>`).join(''), right = region(12, 8, 46, 7);
  const found = ontoLines(await drawn(boxes), region(12 + dx, 8 + dy, 46, 7), 6);
  expect(offBy(found, right)).toBeLessThan(0.25);
  expect(found.apart).toBeGreaterThan(0.2);
  expect(found.apart).toBeLessThan(0.3);
  expect(ontoLines(await drawn(cells), region(16, 8, 48, 7), 8).apart).toBe(0);
});

test('one box is laid onto its frame, also where it was drawn smaller', async () => {
  expect(offBy(ontoLines(await drawn('<rect x="20" y="6" width="12" height="12"/><path d="M24 9l4 7"/>'), region(20.8, 6.5, 11.2, 11), 1), region(20, 6, 12, 12))).toBeLessThan(0.3);
});

test('where no such lines are seen, a region stays as it was measured', async () => {
  const measured = region(17, 8.5, 48, 7);
  expect(ontoLines(await drawn('<path d="M19 9v5M25 9v5"/>'), measured, 8)).toEqual({ ...measured, apart: 0 });
});
