/** Simulates and reads sheets in a thread: as the station does, from JPEG bytes. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { z } from 'zod';
import { parseExamText } from '../../../src/exam/exam-file.ts';
import { layoutExam } from '../../../src/sheet/layout/layout-exam.ts';
import { createCodeReader } from '../../../src/sheet/read/codes.ts';
import { indexLayouts } from '../../../src/sheet/read/layout-index.ts';
import { readPage } from '../../../src/sheet/read/read-page.ts';
import { decodeRaster } from '../../../src/station/images/raster.ts';
import { encodeJpeg, simulatePages } from '../../../src/simulate/simulate.ts';
import { qualities } from '../../../src/simulate/truth.ts';
import { cropOf } from './crop.ts';
import { countPage, emptyTally } from './tally.ts';

const order = z.object({ examFile: z.string(), quality: z.enum(qualities), seed: z.number(), dpi: z.number(), personal: z.boolean(), saveFolder: z.string().nullable() }).parse(workerData);
const share = z.object({ from: z.number(), count: z.number() });

sharp.concurrency(1);
const exam = parseExamText(readFileSync(order.examFile, 'utf8'));
const layout = layoutExam(exam, { personal: order.personal });
const context = {
  layouts: indexLayouts([layout]),
  codes: createCodeReader(readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))),
};
/** Flagged items come in hundreds: only some of them are kept to look at; silent errors and unread pages all. */
let flaggedToSave = 40;

async function work(from: number, count: number): Promise<void> {
  const tally = emptyTally();
  for await (const page of simulatePages({ exam, count, from, seed: order.seed, quality: order.quality, dpi: order.dpi, personal: order.personal })) {
    const jpeg = await encodeJpeg(page);
    const { image } = await decodeRaster(jpeg, 'jpeg', { page: 1, about: page.truth.file });
    const start = performance.now();
    const reading = await readPage(image, context);
    const before = tally.findings.length;
    countPage(tally, page.truth, reading, performance.now() - start);
    if (order.saveFolder === null) continue;
    const folder = path.join(order.saveFolder, order.quality);
    await mkdir(folder, { recursive: true });
    if (reading.items.length === 0 && page.truth.items.length > 0) await writeFile(path.join(folder, `unread-${reading.trouble ?? 'none'}-${page.truth.file}`), jpeg);
    for (const finding of tally.findings.slice(before)) {
      if (!finding.silent && flaggedToSave-- <= 0) continue;
      const stem = `${finding.silent ? 'silent' : 'flagged'}-${finding.kind.replace(/\W+/g, '-')}-${path.parse(page.truth.file).name}-${finding.field.replace(':', '_')}-is-${finding.truth.join('') || 'blank'}-read-${finding.read.join('') || 'blank'}`;
      await writeFile(path.join(folder, `${stem}.png`), await cropOf(image, layout, page.truth, finding.field));
      if (finding.silent) await writeFile(path.join(folder, `page-${page.truth.file}`), jpeg);
    }
  }
  // The pages of findings carry every item: the parent needs only which page it was.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage({ ...tally, findings: tally.findings.map((finding) => ({ ...finding, page: { ...finding.page, items: [] } })) });
}

let queue = Promise.resolve();
parentPort?.on('message', (message: unknown) => {
  const { from, count } = share.parse(message);
  queue = queue.then(() => work(from, count));
});
