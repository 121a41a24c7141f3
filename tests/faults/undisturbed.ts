/** What comes of the pages when nothing happens: every page is really read, once for all tests and runs with this program. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { madeIn } from '../support/kept-for-program.ts';
import { faults } from './faults.ts';
import type { ScanSet } from './pages.ts';
import { runOne } from './run-one.ts';

const file = 'essence.json';

/** Results as JSON. Throws when the accounts are not in order. */
export async function undisturbedRun(scans: ScanSet, print: (text: string) => void = () => undefined): Promise<string> {
  const [none] = faults;
  if (none === undefined) throw new Error('There is no undisturbed run.');
  const folder = await madeIn(join(scans.kept, 'undisturbed'), async (part) => {
    const { essence, complaints, seconds } = await runOne({ fault: none, seed: 0, scans, undisturbed: null });
    if (complaints.length > 0) throw new Error(`Without any fault: ${complaints.join('; ')}`);
    print(`${scans.pages} pages without a fault, each really read: ${seconds.toFixed(1)} s`);
    await writeFile(join(part, file), essence);
  });
  return await readFile(join(folder, file), 'utf8');
}
