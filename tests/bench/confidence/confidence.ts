/** `npm run bench -- confidence`: how often what was said of marks on foreign sheets was right, on pages that the confidence was not fitted to, before and after fitting. */
import { qualities } from '../../../src/simulate/truth.ts';
import { openSamples, type Sample, simulatedSamples } from './samples.ts';
import { shownSeed } from './seeds.ts';

/** What a range says may be above what was right by this much and the chance of its own sample (three standard deviations). */
const allowed = 0.01;
const bounds = [0, 0.5, 0.8, 0.9, 0.95, 0.985, 0.995, 0.999, 1.01];

interface ConfidenceOptions { readonly sheets: number }

export async function benchConfidence({ sheets }: ConfidenceOptions, print: (text: string) => void): Promise<boolean> {
  const samples: Sample[] = await openSamples(1);
  const real = samples.length;
  const astray: string[] = [];
  for (const quality of qualities) {
    const pages = await simulatedSamples({ quality, seed: shownSeed, from: 0, sheets });
    samples.push(...pages.samples);
    astray.push(...pages.astray);
  }
  print(`\n== confidence of marks on foreign sheets: ${samples.length} fields, ${real} of them on real paper, none of them fitted to`);
  const before = curve(samples, unfitted), after = curve(samples, ({ confidence }) => confidence);
  print('  the plain logistic of the margin, with fixed doubts'); show(before, print);
  print('  as fitted'); show(after, print);
  print(`  distance between said and right, weighted by fields (expected calibration error): ${distance(before, samples.length)} before, ${distance(after, samples.length)} after; Brier score ${brier(samples, unfitted)} before, ${brier(samples, ({ confidence }) => confidence)} after`);
  const silent = samples.filter(({ doubted, right }) => !doubted && !right);
  const boasting = after.filter(({ said, right, count }) => said - right > allowed + 3 * Math.sqrt(said * (1 - said) / count));
  print(`${boasting.length === 0 ? 'met   ' : 'MISSED'}  no range says more than was right${boasting.map((range) => `; ${range.from} says ${range.said.toFixed(4)}, right ${range.right.toFixed(4)}`).join('')}`);
  print(`        silent errors among them: ${silent.length}${silent.map(({ what }) => `; ${what}`).join('')}; before a person: ${(samples.filter(({ doubted }) => doubted).length / samples.length * 100).toFixed(2)} %`);
  print(`${astray.length === 0 ? 'met   ' : 'MISSED'}  no page laid into another row or column: ${astray.length === 0 ? 'none' : astray.join(', ')}`);
  return boasting.length === 0 && astray.length === 0;
}

/** As it was before anything was fitted. */
function unfitted({ margin, unsureBy }: Sample): number {
  const logistic = Math.min(0.9995, 1 / (1 + Math.exp(-margin)));
  return unsureBy === null ? logistic : Math.min(logistic, { column: 0.5, struck: 0.7, pen: 0.7, pale: 1, damaged: 0.5, red: 0.6 }[unsureBy]);
}

interface Range { readonly from: number; readonly count: number; readonly said: number; readonly right: number }

function curve(samples: readonly Sample[], said: (sample: Sample) => number): Range[] {
  return bounds.slice(0, -1).flatMap((from, i): Range[] => {
    const own = samples.filter((sample) => said(sample) >= from && said(sample) < (bounds[i + 1] ?? 2));
    return own.length === 0 ? [] : [{ from, count: own.length, said: own.reduce((sum, sample) => sum + said(sample), 0) / own.length, right: own.filter(({ right }) => right).length / own.length }];
  });
}

function show(ranges: readonly Range[], print: (text: string) => void): void {
  for (const { from, count, said, right } of ranges) print(`    from ${from.toFixed(3)}: ${String(count).padStart(6)} fields, ${(said * 100).toFixed(2).padStart(6)} % said, ${(right * 100).toFixed(2).padStart(6)} % right  ${'#'.repeat(Math.round(right * 40))}`);
}

function distance(ranges: readonly Range[], count: number): string {
  return (ranges.reduce((sum, range) => sum + range.count * Math.abs(range.said - range.right), 0) / count).toFixed(4);
}

function brier(samples: readonly Sample[], said: (sample: Sample) => number): string {
  return (samples.reduce((sum, sample) => sum + (said(sample) - (sample.right ? 1 : 0)) ** 2, 0) / samples.length).toFixed(5);
}
