/** OMRChecker over its own samples, in the same run: measured where it is at hand, else what the collection's README says. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

export interface Timed { readonly folder: string; readonly image: string; readonly oursMs: number; /** From the README, or assumed. */ readonly readmeMs: number; readonly assumed: boolean }

const answerSchema = z.array(z.object({ ms: z.number().nullable(), fields: z.record(z.string(), z.string()).nullable(), error: z.string().optional() }));
type Answer = z.infer<typeof answerSchema>[number];

/** Bounds: this many times as fast in the sum, and no slower in the median. */
const atLeast = 2;
/** What the README gives as the median over all 34 samples of OMRChecker: stricter than the median of its figures for the images at hand. */
const readmeMedianMs = 39;

/** Processor milliseconds and readings of OMRChecker for each image; null without `OMRCHECKER_DIR`. Throws when it cannot be run. */
export async function measurePeer(images: readonly Timed[], rounds: number): Promise<readonly Answer[] | null> {
  const folder = process.env['OMRCHECKER_DIR'];
  if (folder === undefined || folder === '') return null;
  const one = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(process.env['OMRCHECKER_PYTHON'] ?? 'python3', [path.join(import.meta.dirname, '../peers/omrchecker.py'), path.resolve(folder)], { env: { ...process.env, ...one }, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => { child.once('error', reject); child.once('close', resolve); });
  child.stdin.on('error', () => { /* It ended early; its exit code says so. */ });
  child.stdin.end(JSON.stringify(images.map((each) => ({ folder: each.folder, image: each.image, rounds }))));
  const [answer, code] = await Promise.all([json(child.stdout).catch(() => null), ended]);
  if (code !== 0) throw new Error(`OMRChecker in ${folder} ended with ${code}`);
  const answers = answerSchema.parse(answer);
  if (answers.length !== images.length) throw new Error(`OMRChecker answered ${answers.length} of ${images.length} images`);
  return answers;
}

/** Prints both image by image, sum and median; true when the bounds hold, by the peer's time of this run or else by the README's. */
export function comparePeer(images: readonly Timed[], measured: readonly Answer[] | null, print: (text: string) => void): boolean {
  const pairs = images.flatMap((each, i) => {
    const answer = measured?.[i];
    if (answer && answer.ms === null) print(`    ${each.image}: OMRChecker cannot read it (${answer.error ?? ''}); left out on both sides`);
    const theirs = measured === null ? each.readmeMs : answer?.ms ?? null;
    return theirs === null ? [] : [{ ...each, theirs }];
  });
  print(measured === null
    ? '  OMRChecker\'s own samples: OMRChecker is not at hand (OMRCHECKER_DIR): figures of the collection\'s README, from another day and machine, "assumed" where it gives only a range or its median'
    : '  OMRChecker\'s own samples, both measured in this run: processor time of one image in a warm process, decoding included, median of the rounds');
  for (const { image, oursMs, theirs, assumed } of pairs) print(`    ${image.padEnd(28)} ours ${oursMs.toFixed(1).padStart(7)} ms  OMRChecker ${theirs.toFixed(1).padStart(7)} ms  ${(theirs / oursMs).toFixed(2).padStart(6)} times as fast${measured === null && assumed ? ' (assumed)' : ''}`);
  const sum = (each: readonly number[]): number => each.reduce((all, one) => all + one, 0);
  const ours = pairs.map((each) => each.oursMs), theirs = pairs.map((each) => each.theirs);
  const theirMedian = measured === null ? readmeMedianMs : medianOf(theirs);
  const faster = sum(theirs) / sum(ours), middle = theirMedian / medianOf(ours);
  const verdict = [faster >= atLeast, middle >= 1].map((holds) => `${holds ? 'met' : 'MISSED'}${measured === null ? ' by the README' : ''}`);
  print(`    sum of ${pairs.length}: ours ${sum(ours).toFixed(0)} ms, OMRChecker ${sum(theirs).toFixed(0)}: ${faster.toFixed(2)} times as fast (at least ${atLeast}): ${verdict[0]}`);
  print(`    median of ${pairs.length}: ours ${medianOf(ours).toFixed(1)} ms, OMRChecker ${theirMedian.toFixed(1)}: ${middle.toFixed(2)} times as fast (at least 1): ${verdict[1]}`);
  return faster >= atLeast && middle >= 1;
}

/** The middle of an even number lies between two. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
}
