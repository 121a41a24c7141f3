/**
 * In a run of all tests (`scripts/test.ts`) what runs in a process or thread of its own is started from a build of this very source, which is made at its start: loading the source anew each time was a quarter of what the tests cost (decision 0147).
 * Whoever runs a file of tests by itself runs the source.
 */
import path from 'node:path';
import { stampForTests } from '../../scripts/setup/for-tests.mjs';

const root = path.resolve(import.meta.dirname, '../..');
/** Set by `scripts/test.ts` to the stamp of what it has built. */
const built = process.env['ZHIYUE_TESTS_BUILT'] ?? '';

/** The folder of the built modules; null when the source is to be run. */
export const builtFolder = built === '' ? null : path.join(root, 'out/for-tests');

/** For Vitest, before its first file. Throws when what was built is not what is tested; `scripts/test.ts` looks again after the last one. */
export default function setup(): void {
  if (built !== '' && built !== stampForTests(root)) throw new Error('`out/for-tests` was built from another source than this one.');
}
