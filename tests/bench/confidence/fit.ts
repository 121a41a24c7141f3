/**
 * Fits the reader's confidence in our own sheets (foreign ones: `fit-marks.ts`) to simulated pages and shows how it stands: `node tests/bench/confidence/fit.ts [sheets per quality]`.
 * Prints, for each range of reported confidence, how many items were right, and slope and offset of Platt's logistic for `confidence-model.json`
 * (src/sheet/read). The committed numbers are never set above a fit: what no simulator draws happens too.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseExamText } from '../../../src/exam/exam-file.ts';
import { layoutExam } from '../../../src/sheet/layout/layout-exam.ts';
import { createCodeReader } from '../../../src/sheet/read/codes.ts';
import model from '../../../src/sheet/read/confidence-model.json' with { type: 'json' };
import { indexLayouts } from '../../../src/sheet/read/layout-index.ts';
import { readPage } from '../../../src/sheet/read/read-page.ts';
import type { GrayImage } from '../../../src/sheet/read/reading.ts';
import { simulatePages, type SimulatedPage } from '../../../src/simulate/simulate.ts';
import { qualities } from '../../../src/simulate/truth.ts';

interface Sample { readonly confidence: number; readonly right: boolean; readonly structural: boolean }

const sheets = Number(process.argv[2] ?? 50);
const exam = parseExamText(readFileSync(new URL('../accuracy/exam.json', import.meta.url), 'utf8'));
const codes = createCodeReader(readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
const layouts = indexLayouts([layoutExam(exam, { personal: false })]);
const samples: Sample[] = [];
for (const quality of qualities) {
  for await (const page of simulatePages({ exam, count: sheets, seed: 4242, quality })) {
    const reading = await readPage(greyOf(page), { layouts, codes });
    const truth = new Map(page.truth.items.map((item) => [item.field, item.chosen.join()]));
    for (const item of reading.items) {
      const structural = item.doubt === 'crossed-out' || item.doubt === 'conflict' || item.doubt === 'damaged';
      if (truth.get(item.field) !== item.chosen.join() && item.doubt === null) console.log('silent', quality, page.truth.file, page.truth.page, page.truth.troubles.join('+'), item.field, 'meant', truth.get(item.field), 'read', item.chosen.join(), item.confidence);
      samples.push({ confidence: item.confidence, right: truth.get(item.field) === item.chosen.join(), structural });
    }
  }
}
const edges = [0, 0.5, 0.8, 0.9, 0.95, 0.985, 0.99, 0.999, 1.01];
for (const [i, from] of edges.slice(0, -1).entries()) {
  const inRange = samples.filter((s) => s.confidence >= from && s.confidence < (edges[i + 1] ?? 2));
  const right = inRange.filter((s) => s.right).length;
  console.log(`${from.toFixed(3)} to ${Math.min(1, edges[i + 1] ?? 1).toFixed(3)}: ${inRange.length} items, ${right} right${inRange.length ? ` (${(right / inRange.length * 100).toFixed(2)} %)` : ''}`);
}
const certain = samples.filter((s) => s.confidence >= 0.99);
console.log(`reported at 0.99 or more: ${certain.length}, wrong ${certain.filter((s) => !s.right).length}`);
console.log('model now', model, 'fit', platt(samples.filter((s) => !s.structural && s.confidence < 0.9995)));

function greyOf(page: SimulatedPage): GrayImage {
  if (page.channels === 1) return page;
  const pixels = Uint8Array.from({ length: page.width * page.height }, (_, i) => 0.299 * (page.pixels[3 * i] ?? 0) + 0.587 * (page.pixels[3 * i + 1] ?? 0) + 0.114 * (page.pixels[3 * i + 2] ?? 0));
  return { width: page.width, height: page.height, pixels };
}

/** Gradient descent on the log loss of right against margin, with Platt's smoothed targets. */
function platt(known: readonly Sample[]): { slope: number; offset: number } {
  const rights = known.filter((s) => s.right).length, wrongs = known.length - rights;
  const points = known.map((s) => ({ margin: (Math.log(s.confidence / (1 - s.confidence)) - model.offset) / model.slope, target: s.right ? (rights + 1) / (rights + 2) : 1 / (wrongs + 2) }));
  let slope = model.slope, offset = model.offset;
  for (let step = 0; step < 4000; step++) {
    let ds = 0, dO = 0;
    for (const { margin, target } of points) {
      const error = 1 / (1 + Math.exp(-(slope * margin + offset))) - target;
      ds += error * margin; dO += error;
    }
    slope -= 0.2 * ds / Math.max(1, points.length);
    offset -= 0.2 * dO / Math.max(1, points.length);
  }
  return { slope, offset };
}
