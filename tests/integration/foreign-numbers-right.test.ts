/** Sheets whose question numbers, or words, stand to the right of their rows: no mirror shows them, though a sheet with its numbers on the left looks so in one. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { labels, type Marks, questions, type Sheet, sheetOf } from '../fixtures/foreign-sheet.ts';

const columns = [0, 1, 2, 3].map((k) => ({ name: `column ${k}`, x: 128 + k * 283, y: 235, fields: labels('q', k * 25 + 1, k * 25 + 25), values: 'ABCD', valueGap: 39, fieldGap: 52 }));
const card = sheetOf(1240, 1754, { w: 27, h: 27 }, '#333', columns, questions(1, 100), 'q1', '<text x="128" y="120" font-size="40" font-family="sans-serif">District Benchmark Assessment</text>');
const marks = Object.fromEntries(labels('q', 1, 100).map((name, k) => [name, 'ABCD'[(k * 7 + (k >> 2)) % 4]!]));

/** The numbers behind their rows, and as a photocopier or a feeder leaves it: a little beside and askew. */
const numberedRight = (svg: string): string => svg.replaceAll(/<text x="(\d+)"([^>]*)text-anchor="end"/g, (_, x: string, rest: string) => `<text x="${Number(x) + 14 + 3 * 39 + 27 + 12}"${rest}text-anchor="start"`);
const moved = (svg: string, across: number, angle: number): string => svg.replace('>', `><rect width="100%" height="100%" fill="#fff"/><g transform="translate(${across} 6) rotate(${angle} 620 877) scale(0.975)">`).replace('</svg>', '</g></svg>');
const withoutLetters = (svg: string): string => svg.replaceAll(/<text[^>]*text-anchor="middle"[^>]*>[A-D]<\/text>/g, '');

async function read({ svg, template }: Sheet, change: (drawn: string) => string): Promise<TemplateReading> {
  const { data, info } = await sharp(Buffer.from(change(svg(marks)))).flatten({ background: '#fff' }).greyscale().blur(0.8).raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  return readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(expandTemplate(templateSchema.parse(template))));
}

const sure = ({ columns: read }: TemplateReading): Marks => Object.fromEntries(read.flatMap(({ name, value, doubtful }) => (doubtful ? [] : [[name, value]])));

test.for([[4, 0.2], [16, -0.3], [24, 0.4]] as const)('a card with letters in its bubbles and numbers on the right is read as it lies (%d px beside, %d°)', async ([across, angle]) => {
  const reading = await read(card, (svg) => moved(numberedRight(svg), across, angle));
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});

test.for([[4, 0.2], [16, -0.3], [24, 0.4]] as const)('the same without letters is read so or waits, and is never read as a mirror shows it (%d px beside, %d°)', async ([across, angle]) => {
  const reading = await read(card, (svg) => moved(withoutLetters(numberedRight(svg)), across, angle));
  if (reading.trouble === null) expect(sure(reading)).toEqual(marks);
  else expect(reading.trouble).toBe('place-unsure');
});
