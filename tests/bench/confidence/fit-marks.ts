/**
 * Fits the confidence of marks on foreign sheets: `node tests/bench/confidence/fit-marks.ts [sheets of each quality]` writes `src/sheet/marks/confidence-model.json`.
 * Isotonic regression (Ayer, Brunk, Ewing, Reid, Silverman, 1955) of "read right" on the margin, in ranges of margins, each share by Laplace's rule of succession so that few samples never make certainty;
 * where something else than the margin makes a field unsure, the share that was right all the same. `npm run bench -- confidence` shows how it stands on other pages.
 */
import { writeFileSync } from 'node:fs';
import { unsureReasons } from '../../../src/sheet/marks/confidence.ts';
import { qualities } from '../../../src/simulate/truth.ts';
import { openSamples, type Sample, simulatedSamples } from './samples.ts';
import { fittedSeed } from './seeds.ts';

const sheets = Number(process.argv[2] ?? 60);
const samples: Sample[] = await openSamples(0);
for (const quality of qualities) {
  const pages = await simulatedSamples({ quality, seed: fittedSeed, from: 0, sheets });
  samples.push(...pages.samples);
  console.log(`${quality}: ${pages.samples.length} fields, ${pages.unread} pages not read, astray: ${pages.astray.join(', ')}`);
}

const edges = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4.184, 5, 6, 7, 8, 10, 12, Infinity];
const plain = samples.filter(({ unsureBy }) => unsureBy === null);
interface Range { margin: number; right: number; count: number }
const ranges = edges.slice(0, -1).flatMap((from, i): Range[] => {
  const own = plain.filter(({ margin }) => margin >= from && margin < (edges[i + 1] ?? Infinity));
  return own.length === 0 ? [] : [{ margin: own.reduce((sum, { margin }) => sum + margin, 0) / own.length, right: own.filter(({ right }) => right).length, count: own.length }];
});
const share = ({ right, count }: Range): number => (right + 1) / (count + 2);
// Neighbours that are the wrong way round become one.
const pooled: Range[] = [];
for (const range of ranges) {
  let last: Range = { ...range };
  for (let before = pooled.at(-1); before !== undefined && share(before) > share(last); before = pooled.at(-1)) {
    pooled.pop();
    last = { margin: (before.margin * before.count + last.margin * last.count) / (before.count + last.count), right: before.right + last.right, count: before.count + last.count };
  }
  pooled.push(last);
}
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const unsure = Object.fromEntries(unsureReasons.map((reason) => {
  const own = samples.filter(({ unsureBy }) => unsureBy === reason);
  const right = own.filter((sample) => sample.right).length;
  console.log(`${reason}: ${own.length} fields, ${right} right`);
  return [reason, rounded((right + 1) / (own.length + 2))];
}));
for (const range of pooled) console.log(`margin ${range.margin.toFixed(2)}: ${range.count} fields, ${range.right} right`);
const file = new URL('../../../src/sheet/marks/confidence-model.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ fields: samples.length, margins: pooled.map((range) => rounded(range.margin)), right: pooled.map((range) => rounded(share(range))), unsure }, null, 1)}\n`);
