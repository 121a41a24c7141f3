import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Candidate, Exam, Question } from '../../exam/exam.ts';
import { exampleExam, examOf, multiple, numeric, open, questions, single, text, truefalse } from '../layout/example-exams.ts';
import { layoutExam } from '../layout/layout-exam.ts';
import type { LayoutRegion } from '../layout.ts';
import { formatPageCode, tag } from '../page-code.ts';
import { rasterise, type Raster } from './rasterise.ts';
import { renderSheets } from './render-sheets.ts';

const candidate = (candidateNo: string, name: string, className = '八年级(1)班'): Candidate => ({ candidateNo, name, class: className, extra: {} });
const dpi = 100;
const px = (mm: number): number => (mm / 25.4) * dpi;

beforeAll(() => {
  const file = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) } });
});

function crop(raster: Raster, box: { x: number; y: number; w: number; h: number }): { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number; colorSpace: 'srgb' } {
  const left = Math.max(0, Math.round(px(box.x))), top = Math.max(0, Math.round(px(box.y)));
  const width = Math.min(raster.width - left, Math.round(px(box.w))), height = Math.min(raster.height - top, Math.round(px(box.h)));
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.fill(raster.pixels[(top + y) * raster.width + left + x] ?? 255, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return { data, width, height, colorSpace: 'srgb' };
}

async function codesOf(raster: Raster, regions: readonly LayoutRegion[]): Promise<string[]> {
  const texts: string[] = [];
  for (const { kind, x, y, w, h } of regions) {
    if (kind !== 'code') continue;
    const found = await readBarcodes(crop(raster, { x: x - 3, y: y - 3, w: w + 6, h: h + 6 }), { formats: ['QRCode'] });
    texts.push(found[0]?.text ?? '');
  }
  return texts;
}

/** Darkest pixel within a box, and nothing of its edges. */
function darkest(raster: Raster, box: { x: number; y: number; w: number; h: number }): number {
  let least = 255;
  for (let y = Math.ceil(px(box.y)); y < Math.floor(px(box.y + box.h)); y += 1) {
    for (let x = Math.ceil(px(box.x)); x < Math.floor(px(box.x + box.w)); x += 1) least = Math.min(least, raster.pixels[y * raster.width + x] ?? 255);
  }
  return least;
}

const longExam: Exam = examOf([...questions(1, 30, no => single(no)), ...questions(31, 33, no => numeric(no)), ...questions(34, 36, no => text(no)), ...questions(37, 40, no => open(no, 90))]);

describe('a printed sheet', () => {
  it.each([['A4', exampleExam], ['A3', { ...longExam, page: 'A3' as const }], ['Letter', { ...longExam, page: 'Letter' as const }]])('says on each %s page, twice, which page it is: readable at 100 dpi', async (_paper, exam) => {
    const layout = layoutExam(exam, { personal: false });
    const rasters = await rasterise(await renderSheets(exam, layout), dpi);
    expect(rasters).toHaveLength(layout.pages.length);
    for (const [i, page] of layout.pages.entries()) {
      const raster = rasters[i];
      if (!raster) throw new Error('a page is missing');
      expect(Math.abs(raster.width - px(page.width)) + Math.abs(raster.height - px(page.height))).toBeLessThan(3);
      const code = formatPageCode({ examTag: tag(exam.id), layoutVersion: layout.version, page: page.page, candidateNo: null });
      expect(await codesOf(raster, page.regions)).toEqual([code, code]);
    }
  });

  it('has anchors, boxes and empty bubbles where the layout says', async () => {
    const layout = layoutExam(exampleExam, { personal: false });
    const [raster] = await rasterise(await renderSheets(exampleExam, layout), dpi);
    const page = layout.pages[0];
    if (!raster || !page) throw new Error('a page is missing');
    for (const anchor of page.anchors) {
      const { x, y, w, h } = anchor;
      expect(darkest(raster, { x: x - 2.2, y: y - 2.2, w: w + 4.4, h: 1.8 })).toBe(255);
      expect(darkest(raster, { x: x + w + 0.4, y: y - 2.2, w: 1.8, h: h + 4.4 })).toBe(255);
      const middle = crop(raster, { x: x + w / 2 - 0.5, y: y + h / 2 - 0.5, w: 1, h: 1 }).data;
      expect(middle[0]).toBe(anchor.kind === 'ring' ? 255 : 0);
      expect(crop(raster, { x: x + 0.7, y: y + 0.7, w: 0.5, h: 0.5 }).data[0]).toBe(0);
    }
    for (const bubble of page.bubbles) {
      expect(darkest(raster, { x: bubble.x - 0.8, y: bubble.y - 1, w: bubble.w + 1.6, h: 0.6 })).toBe(255);
      expect(darkest(raster, bubble)).toBeLessThan(190);
      // The value printed inside is light.
      expect(darkest(raster, { x: bubble.x + 1.2, y: bubble.y + 0.7, w: 2.6, h: 2 })).toBeGreaterThan(140);
    }
  });

  it('prints title, headings and numbers whole', async () => {
    const title = '2025—2026学年度第一学期期中教学质量检测';
    const exam = { ...longExam, title };
    const rasters = await rasterise(await renderSheets(exam, layoutExam(exam, { personal: false })), 36);
    for (const { text: words } of rasters) expect(words.replace(/\s/g, '')).toContain(title);
    const words = rasters.map(raster => raster.text).join('').replace(/\s/g, '');
    for (const part of ['数学答题卡', '姓名', '班级', '考号', '注意事项', '正确填涂', '一、客观题', '二、填空题', '三、解答题', '37．（10分）', `第1页共${rasters.length}页`]) expect(words).toContain(part);
  });

  it('speaks English where the exam says so: every word whole, none in Chinese', async () => {
    const every: Question[] = [...questions(1, 4, no => single(no)), ...questions(5, 6, no => multiple(no, 2)), open(7, 30), truefalse(8), open(9, 30), numeric(10), text(11), multiple(12, 2), { ...open(13, 200), points: 1 }, single(14), truefalse(15)];
    for (const digits of [4, 12]) {
      for (const page of ['A4', 'A3', 'Letter'] as const) {
        const exam = examOf(every, { title: 'Mid-term', subject: 'Physics', language: 'en', page, candidateNumber: { digits } });
        for (const personal of [false, true]) {
          const pdf = await renderSheets(exam, layoutExam(exam, { personal }), { candidates: [candidate('20250101', 'Jane Smith', '8 Blue')] });
          const rasters = await rasterise(pdf, 36);
          const words = rasters.map(raster => raster.text).join(' ').replace(/\s+/g, ' ');
          expect(words).not.toMatch(/[\p{Script=Han}…□．（）、　]/u);
          for (const part of ['Physics answer sheet', 'Name', 'Class', personal ? 'Number' : 'Candidate number', 'Instructions', 'Correct', 'Incorrect', '4. Do not fold the sheet', 'Part 1: Multiple choice', 'One answer', 'Several answers', 'Part 2: Written answers', '7. (10 points)', '13. (1 point)', 'Part 3: True (T) or false (F)', 'Part 5: Numbers', 'Part 6: Short answers', 'Part 7: Choose all correct answers', 'Part 9: Fill in the bubbles', 'True or false', `Page 1 of ${rasters.length}`]) expect(words).toContain(part);
          expect(Buffer.from(pdf).toString('latin1')).toContain('/Lang (en)');
        }
      }
    }
  });

  it('stays white outside its safe area, however long the title', async () => {
    const exam = { ...longExam, title: '很长的标题'.repeat(40), subject: '数学与其他'.repeat(10) };
    const rasters = await rasterise(await renderSheets(exam, layoutExam(exam, { personal: false })), dpi);
    for (const raster of rasters) {
      for (const strip of [{ x: 0, y: 0, w: 210, h: 18.3 }, { x: 0, y: 278.7, w: 210, h: 18.3 }, { x: 0, y: 0, w: 14.3, h: 297 }, { x: 195.7, y: 0, w: 14.3, h: 297 }]) expect(darkest(raster, strip)).toBe(255);
    }
  });

  it('is the same bytes each time', async () => {
    const layout = layoutExam(exampleExam, { personal: true });
    const candidates = [candidate('20250101', '张三'), candidate('20250102', '李四')];
    expect(Buffer.compare(await renderSheets(exampleExam, layout, { candidates }), await renderSheets(exampleExam, layout, { candidates }))).toBe(0);
  });

  it('is refused for a layout of another exam', async () => {
    await expect(renderSheets(longExam, layoutExam(exampleExam, { personal: false }))).rejects.toMatchObject({ code: 'exam-invalid' });
  });
});

describe('personal sheets', () => {
  it('come in roster order, all pages of one candidate together, each with its own code', async () => {
    const layout = layoutExam(longExam, { personal: true });
    const candidates = [candidate('20250102', '李四'), candidate('20250101', '欧阳靖琪'), candidate('123456789012', '王五')];
    const rasters = await rasterise(await renderSheets(longExam, layout, { candidates }), dpi);
    expect(rasters).toHaveLength(candidates.length * layout.pages.length);
    for (const [i, raster] of rasters.entries()) {
      const person = candidates[Math.floor(i / layout.pages.length)];
      const page = layout.pages[i % layout.pages.length];
      if (!person || !page) throw new Error('more pages than candidates have');
      const code = formatPageCode({ examTag: tag(longExam.id), layoutVersion: layout.version, page: page.page, candidateNo: person.candidateNo });
      expect(await codesOf(raster, page.regions)).toEqual([code, code]);
      for (const word of [person.candidateNo, person.name, person.class]) expect(raster.text).toContain(word);
      for (const other of candidates) if (other !== person) expect(raster.text).not.toContain(other.name);
    }
  });

  it('print any name: markup, direction marks, 200 characters, characters the font lacks', async () => {
    const layout = layoutExam(exampleExam, { personal: true });
    const names = ['<script>alert(1)</script>', '\u202E张三\u200F', '长'.repeat(200), '😀𠮷\u0000', '', ' '.repeat(50), 'مرحبا', 'a'.repeat(200), '\\( ) %'];
    const candidates = names.map((name, i) => candidate(`2025010${i}`, name, name));
    const rasters = await rasterise(await renderSheets(exampleExam, layout, { candidates }), dpi);
    expect(rasters).toHaveLength(names.length);
    expect(rasters[0]?.text).toContain('<script>alert(1)</script>');
    expect(rasters[1]?.text).toContain('张三');
    expect(rasters[3]?.text).toContain('□');
    const region = layout.pages[0]?.regions.find(({ field }) => field === 'candidate');
    if (!region) throw new Error('no candidate box');
    // White between the candidate's box and the instructions, and right up to its frame.
    for (const raster of rasters) expect(darkest(raster, { x: region.x + region.w + 0.5, y: region.y, w: 3, h: region.h })).toBe(255);
  });

  it('print names in other scripts, on every sheet of the stack, and nothing for a font that nobody needs', async () => {
    const layout = layoutExam(exampleExam, { personal: true });
    const names = ['张三', 'مەمەت', 'བཀྲ་ཤིས', '王😀', 'Łukasz', 'ئابلىز', '李四', 'aྲ', '١ྲི'];
    const pdf = await renderSheets(exampleExam, layout, { candidates: names.map((name, i) => candidate(`2025010${i}`, name)) });
    const texts = (await rasterise(pdf, 36)).map(({ text: words }) => words);
    expect(texts).toHaveLength(names.length);
    expect(texts[1]).toMatch(/\p{Script=Arabic}/u);
    expect(texts[5]).toMatch(/\p{Script=Arabic}/u);
    // The engine cannot lay the last two out.
    for (const at of [0, 2, 3, 4, 6]) expect(texts[at]?.replaceAll(/\s/g, '')).toContain(names[at]);
    for (const words of texts) expect(words).not.toContain('□');
    const fonts = (bytes: Uint8Array): number => Buffer.from(bytes).toString('latin1').split('/FontFile2').length - 1;
    expect(fonts(pdf)).toBe(6);
    expect(fonts(await renderSheets(exampleExam, layout, { candidates: [candidate('20250101', '张三')] }))).toBe(2);
  });

  it('are refused for a number that a page code cannot hold', async () => {
    await expect(renderSheets(exampleExam, layoutExam(exampleExam, { personal: true }), { candidates: [candidate('考号1', '张三')] })).rejects.toMatchObject({ code: 'roster-invalid', about: '考号1' });
  });

  it('need a roster', async () => {
    await expect(renderSheets(exampleExam, layoutExam(exampleExam, { personal: true }))).rejects.toMatchObject({ code: 'roster-invalid' });
  });
});
