/** How often the reader is wrong, and how often it asks, on simulated pages of each quality. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Quality } from '../../../src/simulate/truth.ts';
import { accuracyReport, boundsMet } from './report.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';

export interface AccuracyOptions {
  readonly pages: number;
  readonly qualities: readonly Quality[];
  readonly seed: number;
  readonly dpi: number;
  readonly threads: number;
  readonly personal: boolean;
  readonly saveFolder: string | null;
}

export const accuracyDefaults: AccuracyOptions = { pages: 1000, qualities: ['scanner', 'worn', 'photo'], seed: 1, dpi: 200, threads: Math.min(2, availableParallelism()), personal: false, saveFolder: null };

const examFile = fileURLToPath(new URL('./exam.json', import.meta.url));
const sheetsAtOnce = 20;

/** Prints each quality's report; true when every bound is met. */
export async function benchAccuracy(options: AccuracyOptions, print: (text: string) => void): Promise<boolean> {
  let met = true;
  for (const quality of options.qualities) {
    const start = performance.now();
    const tally = await readSimulated(quality, options, (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${quality} ${done}/${options.pages} `);
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    print(accuracyReport(quality, tally, (performance.now() - start) / 1000));
    met = boundsMet(quality, tally) && met;
  }
  return met;
}

function readSimulated(quality: Quality, options: AccuracyOptions, onPages: (done: number) => void): Promise<Tally> {
  const { pages, seed, dpi, threads, personal, saveFolder } = options;
  const total = emptyTally();
  let next = 0;
  return new Promise((resolve, reject) => {
    let running = threads;
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { examFile, quality, seed, dpi, personal, saveFolder } });
      const giveMore = (): void => {
        if (next >= pages) {
          running--;
          void worker.terminate();
          if (running === 0) resolve(total);
          return;
        }
        const count = Math.min(sheetsAtOnce, pages - next);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage({ from: next, count });
        next += count;
      };
      worker.on('message', (tally: Tally) => {
        addTally(total, tally);
        onPages(total.pages);
        giveMore();
      });
      worker.on('error', reject);
      giveMore();
    }
  });
}
