import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseExam } from '../exam/exam-file.ts';
import { layoutExam } from '../sheet/layout/layout-exam.ts';
import { apply } from './projective.ts';
import { simulate, simulatePages, type SimulatedPage, type SimulateOptions } from './simulate.ts';
import { notAnswers } from './truth.ts';

const exam = parseExam({
  id: 'simulated', title: 'Simulated', page: 'A4', candidateNumber: { digits: 5 },
  questions: [
    { no: '1-20', type: 'single', options: 4, key: 'ABCDABCDABCDABCDABCD', points: 1 },
    { no: '21', type: 'multiple', options: 5, key: 'ACD', points: 2 },
    { no: '22', type: 'truefalse', key: 'T', points: 1 },
    { no: '23', type: 'numeric', digits: 3, sign: true, key: ['-36'], points: 3 },
    { no: '24', type: 'text', key: ['SAS'], points: 3 },
    { no: '25', type: 'open', points: 5, height: 20 },
  ],
});

function pagesOf(options: Partial<SimulateOptions>): Promise<SimulatedPage[]> {
  return Array.fromAsync(simulatePages({ exam, count: 2, seed: 1, quality: 'scanner', dpi: 100, ...options }));
}

/** Mean grey of the middle of a bubble, found through the truth's transform. */
function grayAt(page: SimulatedPage, bubble: { x: number; y: number; w: number; h: number }): number {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = page.truth.transform.matrix;
  let sum = 0;
  let count = 0;
  for (let v = 0.2; v <= 0.81; v += 0.1) {
    for (let u = 0.2; u <= 0.81; u += 0.1) {
      const at = apply([a, b, c, d, e, f, g, h, i], bubble.x + bubble.w * u, bubble.y + bubble.h * v);
      sum += page.pixels[(Math.floor(at.y) * page.width + Math.floor(at.x)) * page.channels] ?? 255;
      count++;
    }
  }
  return sum / count;
}

describe('simulatePages', () => {
  it('makes the same page again for the same seed, whichever range it is made in', async () => {
    const both = await pagesOf({});
    const second = await pagesOf({ from: 1, count: 1 });
    expect(second.map((page) => page.truth)).toEqual([both[1]?.truth]);
    expect(Buffer.compare(second[0]?.pixels ?? new Uint8Array(), both[1]?.pixels ?? new Uint8Array())).toBe(0);
    const other = await pagesOf({ seed: 2, count: 1 });
    expect(other[0]?.truth.items).not.toEqual(both[0]?.truth.items);
  });

  it('draws what the truth says: chosen bubbles are darker than the others of their item', async () => {
    const layout = layoutExam(exam, { personal: false });
    let compared = 0;
    for (const page of await pagesOf({ count: 12, seed: 3 })) {
      expect(page.truth.items.map((item) => item.field).toSorted()).toEqual([...new Set(layout.pages[page.truth.page - 1]?.bubbles.map((bubble) => bubble.field))].toSorted());
      for (const item of page.truth.items) {
        expect(item.how.filter((mark) => !notAnswers.has(mark.kind)).map((mark) => mark.value).toSorted()).toEqual(item.chosen.toSorted());
        if (item.how.some((mark) => mark.kind !== 'filled')) continue;
        const bubbles = layout.pages[page.truth.page - 1]?.bubbles.filter((bubble) => bubble.field === item.field) ?? [];
        const chosen = bubbles.filter((bubble) => item.chosen.includes(bubble.value)).map((bubble) => grayAt(page, bubble));
        const others = bubbles.filter((bubble) => !item.chosen.includes(bubble.value)).map((bubble) => grayAt(page, bubble));
        if (chosen.length === 0 || others.length === 0) continue;
        expect(Math.max(...chosen), `${page.truth.file} ${item.field}`).toBeLessThan(Math.min(...others) - 15);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('leaves the candidate number out of personal sheets', async () => {
    const [page] = await pagesOf({ personal: true, count: 1 });
    expect(page?.truth.items.some((item) => item.field.startsWith('candidate:'))).toBe(false);
    expect(page?.truth.candidateNo).toMatch(/^\d{5}$/);
  });

  it('letters the answers to text questions and says what it wrote', async () => {
    const pages = await pagesOf({ count: 8, seed: 4 });
    expect(pages.filter((page) => page.truth.texts['24'] === 'SAS').length).toBeGreaterThan(0);
    expect(pages.every((page) => Object.keys(page.truth.texts).every((no) => no === '24'))).toBe(true);
  });
});

describe('simulate', () => {
  it('writes one grey JPEG a page and the truth, the same bytes each time', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-simulate-'));
    try {
      const options = { exam, count: 2, seed: 9, quality: 'scanner', dpi: 100 } as const;
      const seen: number[] = [];
      const truth = await simulate({ ...options, outFolder: path.join(folder, 'a') }, ({ done }) => seen.push(done));
      await simulate({ ...options, outFolder: path.join(folder, 'b') });
      expect(await readdir(path.join(folder, 'a'))).toEqual(['0001.jpg', '0002.jpg', 'truth.json']);
      expect(seen).toEqual([1, 2]);
      for (const name of await readdir(path.join(folder, 'a'))) {
        expect(Buffer.compare(await readFile(path.join(folder, 'a', name)), await readFile(path.join(folder, 'b', name))), name).toBe(0);
      }
      expect(JSON.parse(await readFile(path.join(folder, 'a', 'truth.json'), 'utf8'))).toEqual(truth);
      const { space, density } = await sharp(path.join(folder, 'a', '0001.jpg')).metadata();
      expect({ space, density }).toEqual({ space: 'b-w', density: 100 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
