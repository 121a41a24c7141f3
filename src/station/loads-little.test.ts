import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Packages that are large, and of use only to those who read pages, read text or write files: the pool's threads and jobs that come later. */
const heavy = ['sharp', 'exceljs', '@hyzyla/pdfium', 'zxing-wasm', 'pdfkit', 'onnxruntime-node', 'tesseract.js-core'];

const listing = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
  for (const module of ${JSON.stringify(['./station.ts', './gateway/gateway.ts', './bus/bus.ts', './queue/queue.ts'])}) await import(new URL(module, ${JSON.stringify(import.meta.url)}));
  console.log(JSON.stringify([...loaded]));
`;

test('a station that starts loads nothing of what reads pages or writes files', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', listing], { maxBuffer: 1 << 24 });
  const loaded: string[] = JSON.parse(stdout);
  expect(loaded.some((url) => url.includes('/node_modules/bullmq/'))).toBe(true);
  expect(loaded.filter((url) => heavy.some((name) => url.includes(`/node_modules/${name}/`)) || url.includes('/sheet/read/read-page.ts'))).toEqual([]);
});
