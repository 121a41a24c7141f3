/** `npm run bench -- reading`: other people's sheets and photos, with their ground truth; OMRChecker beside ours, in the same run where it is at hand. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';
import { hostEnvironment, hostOptions, usualHeapMb } from '../../../src/station/pool/host-process.ts';
import { cases, realData, truthOf } from './cases.ts';
import { scoreLetters } from './letters.ts';
import { comparePeer, measurePeer, type Timed } from './peer.ts';
import type { ScoredField, ScoredImage } from './score.ts';

/** Rounds of OMRChecker's own samples that are timed. */
const rounds = 15;

/** Shares of items that may go to a person. */
const mostFlagged = { scanner: 0.02, phone: 0.05 };

/** True when every bound is met, or there is nothing to measure with. */
export async function benchReading(print: (text: string) => void): Promise<boolean> {
  print('\nreading: real scans and photos of other people\'s sheets');
  if (realData === null) {
    print('  ../shared/realdata is not here: nothing to read');
    return true;
  }
  let met = true;
  const all: ScoredField[] = [];
  const sums = { scanner: { items: 0, flagged: 0 }, phone: { items: 0, flagged: 0 } };
  const timed: Timed[] = [];
  print(`  ${'case'.padEnd(28)} images items  right flagged (to review) silent   ms/image | OMRChecker: silent`);
  const read = await readAsAHost();
  for (const one of cases) {
    const folder = path.join(realData, one.name);
    const images = read.get(one.name) ?? [];
    const fields = images.flatMap((image) => image.fields);
    all.push(...fields);
    const count = (test: (field: ScoredField) => boolean): number => fields.filter(test).length;
    const flagged = count((f) => f.outcome === 'flagged' && !f.review), review = count((f) => f.outcome === 'flagged' && f.review), silent = count((f) => f.outcome === 'silent');
    const ms = images.reduce((sum, image) => sum + image.ms, 0) / images.length;
    sums[one.kind].items += fields.length; sums[one.kind].flagged += flagged;
    const { omrCheckerMs: readmeMs, assumed = false } = one;
    if (readmeMs !== null) timed.push(...images.map(({ image, ms: oursMs }) => ({ folder, image, oursMs, readmeMs, assumed })));
    const peer = peerErrors(folder);
    print(`  ${one.name.padEnd(28)} ${String(images.length).padStart(6)} ${String(fields.length).padStart(5)} ${String(count((f) => f.outcome === 'right')).padStart(6)} ${String(flagged).padStart(7)} ${`(${review})`.padStart(11)} ${String(silent).padStart(6)} ${ms.toFixed(0).padStart(10)} | ${(peer === null ? '' : String(peer)).padStart(18)}`);
    for (const f of fields) if (f.outcome === 'silent') print(`      silent: ${f.image} ${f.field}: read ${JSON.stringify(f.got)}, truth ${JSON.stringify(f.truth)}`);
    if (silent > 0) met = false;
  }
  const letters = await scoreLetters();
  const lettersBy = (outcome: ScoredField['outcome']): number => letters.filter((field) => field.outcome === outcome).length;
  print(`  handwritten-letter-table, by hand and without bubbles (not among the shares below): ${letters.length} letters, ${lettersBy('right')} right, ${lettersBy('flagged')} flagged, ${lettersBy('silent')} silent`);
  for (const f of letters) if (f.outcome === 'silent') print(`      silent: ${f.image} ${f.field}: read ${JSON.stringify(f.got)}, truth ${JSON.stringify(f.truth)}`);
  if (lettersBy('silent') > 0) met = false;
  for (const kind of ['scanner', 'phone'] as const) {
    const share = sums[kind].flagged / Math.max(1, sums[kind].items);
    if (share > mostFlagged[kind]) met = false;
    print(`  flagged, ${kind}: ${(share * 100).toFixed(2)} % of ${sums[kind].items} items (at most ${mostFlagged[kind] * 100} %): ${share <= mostFlagged[kind] ? 'met' : 'missed'}`);
  }
  if (!comparePeer(timed, await measurePeer(timed, rounds), print)) met = false;
  reliability(all, print);
  return met;
}

/** All cases, read in a process with the options and the environment of those that read pages for the station. OMRChecker is measured outside of it: what memory does there is none of its business. */
async function readAsAHost(): Promise<ReadonlyMap<string, readonly ScoredImage[]>> {
  const child = fork(path.join(import.meta.dirname, 'read-cases.ts'), [String(rounds)], { execArgv: [...hostOptions(usualHeapMb)], env: hostEnvironment(), serialization: 'advanced' });
  const read = new Map<string, readonly ScoredImage[]>();
  child.on('message', (message) => { const { name, images } = readCaseSchema.parse(message); read.set(name, images); });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The process that reads ended with ${String(code)}`);
  return read;
}

const readCaseSchema = z.object({ name: z.string(), images: z.custom<readonly ScoredImage[]>(Array.isArray) });

function peerErrors(folder: string): number | null {
  const { images, peer_results: peers } = truthOf(folder);
  const results = peers?.['OMRChecker'];
  if (!results) return null;
  let wrong = 0;
  for (const [image, fields] of Object.entries(results)) for (const [field, got] of Object.entries(fields)) if (images[image]?.fields[field] !== got) wrong++;
  return wrong;
}

/** How often what was said with a confidence was right. */
function reliability(fields: readonly ScoredField[], print: (text: string) => void): void {
  print('  confidence said -> right');
  const bounds = [0, 0.5, 0.8, 0.95, 0.985, 0.995, 0.999, 1.01];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const [from = 0, to = 1] = [bounds[i], bounds[i + 1]];
    const own = fields.filter((f) => f.confidence >= from && f.confidence < to);
    if (own.length > 0) print(`    ${from.toFixed(3)} to ${Math.min(1, to).toFixed(3)}: ${String(own.length).padStart(5)} items, ${(own.filter((f) => f.rightGuess).length / own.length * 100).toFixed(2)} % right, ${(own.reduce((sum, f) => sum + f.confidence, 0) / own.length * 100).toFixed(2)} % said`);
  }
}
