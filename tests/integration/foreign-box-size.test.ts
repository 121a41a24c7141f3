/** Templates whose boxes are much larger or smaller than the bubbles on the sheet: nobody measures bubbles to the pixel, and pages are then found in a wrong place, or nowhere. */
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { resized } from '../../src/sheet/template/printed-size.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { otherBubbleSize } from '../../src/station/template/bubble-size.ts';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import type { TemplatePage } from '../../src/station/template/template-page.ts';
import { card, labels, marksFor, plain, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';

const cases: readonly (readonly [string, Sheet, number])[] = [['plain', plain, 1.8], ['plain', plain, 0.6], ['card', card, 1.5]];

test.for(cases)('of the sheet `%s`, with boxes of another size (case %$): what is printed is told, and with that the page is read', async ([, sheet, times]) => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-box-size-'));
  const templateFile = path.join(folder.path, 'template.json'), file = path.join(folder.path, 'scan.png'), marks = marksFor(sheet, 1), own = templateSchema.parse(sheet.template);
  await writeFile(file, await hardScan(sheet.svg(marks), {}, 1));
  const files = [{ path: file, name: 'scan.png' }], told = () => otherBubbleSize(templateFile, files, AbortSignal.timeout(60_000));
  await writeFile(templateFile, JSON.stringify(own));
  expect(await told()).toBe(null);
  await writeFile(templateFile, JSON.stringify(resized(own, times)));
  const size = await told();
  expect(size?.own.w).toBeCloseTo(times * own.bubble.w);
  // With the line around it, which is a twelfth of it.
  for (const side of ['w', 'h'] as const) expect(Math.abs(size!.printed[side] / own.bubble[side] - 1)).toBeLessThan(0.25);
  // Without anybody's doing, where the page was not found.
  const sizes: unknown[] = [], [alone] = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 1, onOtherSize: (other) => { sizes.push(other.printed); } });
  expect(answersOf(alone)).toEqual(truthOf(sheet, marks));
  expect(sizes.length).toBeLessThanOrEqual(1);
  const { w, h } = size!.printed, wrong = resized(own, times);
  await writeFile(templateFile, JSON.stringify({ ...wrong, bubble: { w, h }, blocks: wrong.blocks.map((block) => ({ ...block, x: block.x + (wrong.bubble.w - w) / 2, y: block.y + (wrong.bubble.h - h) / 2 })) }));
  const [page] = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 1 });
  expect(answersOf(page)).toEqual(truthOf(sheet, marks));
});

function answersOf(page: TemplatePage | undefined): unknown {
  return page?.outcome.kind === 'read' && Object.fromEntries(page.outcome.reading.columns.map(({ name, value }) => [name, value]));
}

test('a sheet with twice as many smaller bubbles in the same places is another one, also with boxes of the printed size', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-half-rows-'));
  const templateFile = path.join(folder.path, 'template.json'), file = path.join(folder.path, 'scan.png');
  const twice = sheetOf(1240, 1754, { w: 19, h: 18 }, '#222', [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 222.5 + k * 330, y: 330, fields: labels('q', k * 40 + 1, k * 40 + 40), values: 'ABCD', valueGap: 56, fieldGap: 28 })), questions(1, 120), 'q1', '');
  await writeFile(templateFile, JSON.stringify(resized(templateSchema.parse(plain.template), 1.25)));
  await writeFile(file, await hardScan(twice.svg(marksFor(twice, 1)), {}, 2));
  const [page] = await readTemplateBatch({ templateFile, files: [{ path: file, name: 'scan.png' }], cropFolder: null, workers: 1 });
  expect(page?.outcome).toMatchObject({ kind: 'read', reading: { trouble: expect.stringMatching(/^(?:other-sheet|place-unsure|sheet-not-found)$/) } });
});
