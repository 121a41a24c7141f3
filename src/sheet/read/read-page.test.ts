import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { parseExam } from '../../exam/exam-file.ts';
import { layoutExam } from '../layout/layout-exam.ts';
import type { LayoutBubble } from '../layout.ts';
import { formatPageCode, tag } from '../page-code.ts';
import { createCodeReader } from './codes.ts';
import { cross, drawPage, ellipse, type Drawing } from './draw-page.fixture.ts';
import { indexLayouts } from './layout-index.ts';
import { readPage } from './read-page.ts';
import type { GrayImage, PageReading } from './reading.ts';

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
const codes = createCodeReader(wasm);
const exam = parseExam({ id: 'physics-9', title: '九年级物理', subject: '物理', page: 'A4', candidateNumber: { digits: 4 }, questions: [
  { no: '1-20', type: 'single', options: 4, key: 'ABCDABCDABCDABCDABCD', points: 3 },
  { no: '21', type: 'numeric', digits: 2, key: ['12'], points: 2 },
] });
const layout = layoutExam(exam, { personal: false });
const page = layout.pages[0]!;
const layouts = indexLayouts([layout]);
const code = formatPageCode({ examTag: tag(exam.id), layoutVersion: layout.version, page: 1, candidateNo: null });

function bubble(field: string, value: string): LayoutBubble {
  const found = page.bubbles.find((b) => b.field === field && b.value === value);
  if (!found) throw new Error(`no bubble ${field} ${value}`);
  return found;
}

/** Every question answered C, candidate 4711, number 7_. */
const answers = [...Array.from({ length: 20 }, (_, i) => bubble(String(i + 1), 'C')), ...[...'4711'].map((digit, i) => bubble(`candidate:${i}`, digit)), bubble('21:0', '7')];

function draw(change: Partial<Drawing> = {}, paint = ellipse(0.9, 0.7)): GrayImage {
  return drawPage(page, { dpi: 150, code, marks: answers.map((b) => ({ bubble: b, paint })), ...change });
}

const read = (image: GrayImage): Promise<PageReading> => readPage(image, { layouts, codes });
const summary = (reading: PageReading): string => reading.items.map((i) => `${i.field}=${i.chosen.join('') || '-'}${i.doubt ? '?' : ''}`).join(' ');
const expected = page.bubbles.map((b) => b.field).filter((f, i, all) => all.indexOf(f) === i)
  .map((f) => `${f}=${answers.find((b) => b.field === f)?.value ?? '-'}`).join(' ');

describe('a page of a known exam', () => {
  test.each([[0, 0], [180, 180], [90, 270], [270, 90], [8, 0], [-9, 0], [187, 180]])('is read when it lies turned by %i degrees', async (turn, orientation) => {
    const reading = await read(draw({ turn }));
    expect(summary(reading)).toBe(expected);
    expect(reading).toMatchObject({ trouble: null, identity: { by: 'code', layoutVersion: layout.version, page: 1 }, candidate: { by: 'bubbles', candidateNo: '4711', doubt: null } });
    expect(reading.quality).toMatchObject({ orientation, anchorsFound: 6, anchorsExpected: 6 });
  });

  test.each([100, 200, 300])('is read at %i dpi', async (dpi) => {
    const reading = await read(draw({ dpi }));
    expect(summary(reading)).toBe(expected);
    expect(reading.quality.dpi).toBeCloseTo(dpi, -0.3);
  });

  test.each([['dark fills', ellipse(0.9, 0.9)], ['pale fills', ellipse(0.9, 0.25)], ['fills of 40 %', ellipse(Math.sqrt(0.4), 0.7)], ['thin crosses', cross(0.2)], ['overfull marks', ellipse(1.25, 0.8)]])('takes %s for marks', async (_, paint) => {
    expect(summary(await read(draw({}, paint)))).toBe(expected);
  });

  test('is read with two anchors and one code covered', async () => {
    const hidden = [page.anchors[0]!, page.anchors[3]!, page.regions.find((r) => r.kind === 'code')!];
    const over = (x: number, y: number): number => (hidden.some((a) => x > a.x - 2 && x < a.x + a.w + 2 && y > a.y - 2 && y < a.y + a.h + 2) ? -1 : 0);
    expect(summary(await read(draw({ over })))).toBe(expected);
    expect(summary(await read(draw({ over, turn: 180 })))).toBe(expected);
  });

  test('says by its structure which page it is when no code can be read, and that a person should know', async () => {
    const { code: _, ...uncoded } = { dpi: 150, code, marks: answers.map((b) => ({ bubble: b, paint: ellipse(0.9, 0.7) })) };
    const reading = await read(drawPage(page, uncoded));
    expect(reading).toMatchObject({ trouble: 'no-code', identity: { by: 'structure', page: 1 } });
    expect(summary(reading)).toBe(expected);
  });

  test('reports bubbles outside the image as damaged', async () => {
    const whole = draw();
    const width = Math.round(whole.width * 0.8);
    const pixels = new Uint8Array(width * whole.height);
    for (let y = 0; y < whole.height; y++) pixels.set(whole.pixels.subarray(y * whole.width, y * whole.width + width), y * width);
    const reading = await read({ width, height: whole.height, pixels });
    const wrong = reading.items.filter((i) => i.doubt === null && !expected.split(' ').includes(`${i.field}=${i.chosen.join('') || '-'}`));
    expect(wrong).toEqual([]);
    if (reading.items.length > 0) expect(reading.trouble).toBe('cut-off');
    else expect(reading.trouble).not.toBeNull();
  });
});

describe('doubts', () => {
  const withMark = (field: string, value: string, paint: (dx: number, dy: number, b: LayoutBubble) => number, only = false): Promise<PageReading> => {
    const marks = answers.filter((b) => !only || b.field !== field).map((b) => ({ bubble: b, paint: ellipse(0.9, 0.7) }));
    return read(drawPage(page, { dpi: 200, code, marks: [...marks, { bubble: bubble(field, value), paint }] }));
  };
  const item = (reading: PageReading, field: string) => reading.items.find((i) => i.field === field);

  test('an erased smudge beside a clear mark is no answer', async () => {
    expect(item(await withMark('5', 'A', ellipse(0.95, 0.09)), '5')).toMatchObject({ chosen: ['C'], kind: 'marked', doubt: null });
  });

  test('a lone smudge waits for a person', async () => {
    expect(item(await withMark('5', 'A', ellipse(0.95, 0.2), true), '5')?.doubt).not.toBeNull();
  });

  test('two full marks are a certain multiple answer', async () => {
    expect(item(await withMark('5', 'A', ellipse(0.9, 0.7)), '5')).toMatchObject({ chosen: ['A', 'C'], kind: 'multiple', doubt: null });
  });

  test('of two marks the one that is struck through is taken back, but a person looks', async () => {
    const struck = (dx: number, dy: number, b: LayoutBubble): number => Math.max(ellipse(0.9, 0.7)(dx, dy, b), cross(0.5, 1.7)(dx, dy, b));
    expect(item(await withMark('5', 'A', struck), '5')).toMatchObject({ chosen: ['C'], doubt: 'crossed-out' });
  });

  test('a thin strike through one of two marks, blurred to a fifth of their blackness, is seen', async () => {
    const struck = (dx: number, dy: number, b: LayoutBubble): number => Math.max(ellipse(0.9, 0.85)(dx, dy, b), cross(0.5, 1.7)(dx, dy, b) * 0.25);
    expect(item(await withMark('5', 'A', struck), '5')?.doubt).toMatch(/crossed-out|conflict/);
  });

  test('a broad pale mark beside a thin black one may be rubbed out, though there is as much of it', async () => {
    const marks = answers.map((b) => ({ bubble: b, paint: cross(0.5, 0.8) }));
    const reading = await read(drawPage(page, { dpi: 200, code, marks: [...marks, { bubble: bubble('5', 'A'), paint: ellipse(0.95, 0.58) }] }));
    expect(item(reading, '5')).toMatchObject({ chosen: ['A', 'C'], doubt: 'conflict' });
    expect(item(reading, '6')).toMatchObject({ chosen: ['C'], doubt: null });
  });

  /** Upright strokes with paper between them, a millimetre out at the top and at the bottom. */
  const scribble = (dx: number, dy: number, b: LayoutBubble): number => (Math.abs(dy) < b.h / 2 + 0.9 && Math.abs(dx) < b.w / 2 + 0.9 && Math.abs((dx + 24.5) % 1.4 - 0.7) < 0.22 ? 0.8 : 0);

  test('a single scribble out of the bubble may be a crossing-out; where the writer often overshoots it is a mark', async () => {
    expect(item(await withMark('5', 'A', scribble, true), '5')).toMatchObject({ chosen: ['A'], doubt: 'crossed-out' });
    const often = await read(drawPage(page, { dpi: 200, code, marks: answers.map((b, i) => ({ bubble: b, paint: i % 3 === 0 ? scribble : ellipse(0.9, 0.7) })) }));
    expect(summary(often)).toBe(expected);
  });

  test('among overshooting strokes a line through a lone mark still shows', async () => {
    const struck = (dx: number, dy: number, b: LayoutBubble): number => Math.max(ellipse(0.9, 0.7)(dx, dy, b), cross(0.5, 1.7)(dx, dy, b));
    const reading = await read(drawPage(page, { dpi: 200, code, marks: answers.map((b, i) => ({ bubble: b, paint: b.field === '5' ? struck : i % 3 === 0 ? scribble : ellipse(0.9, 0.7) })) }));
    expect(item(reading, '5')?.doubt).toBe('crossed-out');
  });

  test('two digits in one column are a conflict', async () => {
    const reading = await withMark('candidate:1', '2', ellipse(0.9, 0.7));
    expect(item(reading, 'candidate:1')?.doubt).toBe('conflict');
    expect(reading.candidate.doubt).toBe('conflict');
    expect(reading.regions.map((r) => r.field)).toContain('candidate:1');
  });

  test('a dot and a line across the rim beside a mark are nothing', async () => {
    expect(item(await withMark('5', 'A', (dx, dy) => (Math.hypot(dx, dy) < 0.3 ? 0.8 : 0)), '5')).toMatchObject({ chosen: ['C'], doubt: null });
    expect(item(await withMark('6', 'A', (dx, dy) => (Math.abs(dy - 1.3) < 0.15 && dx > 0 ? 0.8 : 0)), '6')).toMatchObject({ chosen: ['C'], doubt: null });
  });
});

describe('on 1-bit scans', () => {
  /** Black where a grey, shaken by up to `noise`, is darker than `level`. */
  const threshold = (image: GrayImage, level: number, noise: number): GrayImage => {
    let state = 1;
    const shake = (): number => {
      state = Math.imul(state, 1664525) + 1013904223 >>> 0;
      return (state / 2 ** 32 * 2 - 1) * noise;
    };
    return { ...image, pixels: image.pixels.map((grey) => (grey + shake() < level ? 0 : 255)) };
  };
  const allC = answers.map((b) => ({ bubble: b, paint: ellipse(0.9, 0.7) }));

  test('nothing is sure where the threshold took parts of the outlines and most of the ink', async () => {
    const faint = answers.map((b) => ({ bubble: b, paint: ellipse(0.9, 0.55) }));
    const reading = await read(threshold(drawPage(page, { dpi: 200, code, marks: faint.filter(({ bubble: b }) => b.field !== '5') }), 85, 40));
    expect(reading.items.filter((i) => i.doubt === null)).toEqual([]);
    expect(reading.items).toHaveLength(26);
  });

  test('full black marks are sure where the threshold took parts of the outlines', async () => {
    expect(summary(await read(threshold(draw({ dpi: 200 }, ellipse(0.9, 0.9)), 85, 40)))).toBe(expected);
  });

  test('a mark with less than half of the usual ink may be an eraser\'s shadow, blackened', async () => {
    const thin = (dx: number, dy: number, b: LayoutBubble): number => (Math.abs((dx + 20) % 1 - 0.5) < 0.18 ? ellipse(0.85, 0.7)(dx, dy, b) : 0);
    const drawn = drawPage(page, { dpi: 200, code, marks: allC.map((m) => (m.bubble.field === '5' ? { ...m, paint: thin } : m)) });
    expect((await read(threshold(drawn, 150, 0))).items.find((i) => i.field === '5')).toMatchObject({ chosen: ['C'], doubt: 'erased' });
  });

  test('two marks are sure on clean paper, and not where the paper itself turns to specks', async () => {
    const drawn = drawPage(page, { dpi: 200, code, marks: [...allC, { bubble: bubble('5', 'A'), paint: ellipse(0.9, 0.7) }] });
    const item = (reading: PageReading) => reading.items.find((i) => i.field === '5');
    expect(item(await read(threshold(drawn, 150, 0)))).toMatchObject({ chosen: ['A', 'C'], doubt: null });
    expect(item(await read(threshold(drawn, 226, 30)))).toMatchObject({ chosen: ['A', 'C'], doubt: 'conflict' });
  });
});

describe('what is no page of the exam', () => {
  test('an empty sheet of paper is blank', async () => {
    const pixels = Uint8Array.from({ length: 800 * 1100 }, (_, i) => 240 + (i * 7919 % 11));
    expect(await read({ width: 800, height: 1100, pixels })).toMatchObject({ trouble: 'blank', items: [] });
  });

  test('a picture is not a sheet', async () => {
    const pixels = Uint8Array.from({ length: 900 * 700 }, (_, i) => 128 + 90 * Math.sin(i % 900 / 13) * Math.cos(i / 900 / 17) + (i * 7919 % 31));
    expect(await read({ width: 900, height: 700, pixels })).toMatchObject({ trouble: 'not-a-sheet', identity: { by: 'none' }, items: [] });
  });

  test("another exam's page is foreign, another version of this one is told apart", async () => {
    const foreign = formatPageCode({ examTag: 'ZZZZZZ', layoutVersion: layout.version, page: 1, candidateNo: null });
    expect(await read(draw({ code: foreign }))).toMatchObject({ trouble: 'foreign-page', identity: { examTag: 'ZZZZZZ' }, items: [] });
    const other = formatPageCode({ examTag: tag(exam.id), layoutVersion: '000000', page: 1, candidateNo: null });
    expect(await read(draw({ code: other }))).toMatchObject({ trouble: 'other-layout', items: [] });
  });

  test('a personal sheet names its candidate', async () => {
    const personal = layoutExam(exam, { personal: true });
    const first = personal.pages[0]!;
    const text = formatPageCode({ examTag: tag(exam.id), layoutVersion: personal.version, page: 1, candidateNo: '20260042' });
    const reading = await readPage(drawPage(first, { dpi: 150, code: text }), { layouts: indexLayouts([layout, personal]), codes });
    expect(reading.candidate).toMatchObject({ by: 'code', candidateNo: '20260042', doubt: null });
    expect(reading.items.every((i) => i.kind === 'blank' && i.doubt === null)).toBe(true);
  });
});
