import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compiledKernels } from './compile-kernels.ts';

test('the compiled loops are those of the source: else `npm run kernels` was forgotten', async () => {
  expect(await compiledKernels()).toBe(await readFile(path.join(import.meta.dirname, '../src/sheet/pixels/compiled.ts'), 'utf8'));
});
