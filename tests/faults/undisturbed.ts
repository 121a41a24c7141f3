/** What comes of the pages when nothing happens: every page is really read, and what is found is kept for the runs with this program. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import type { ScanSet } from './pages.ts';
import { runOne } from './run-one.ts';

/** Results as JSON. Throws when the accounts are not in order. */
export async function undisturbedRun(none: Fault, scans: ScanSet, print: (text: string) => void): Promise<string> {
  const kept = join(scans.kept, 'undisturbed.json');
  if (existsSync(kept)) return readFile(kept, 'utf8');
  const { essence, complaints, seconds } = await runOne({ fault: none, seed: 0, scans, undisturbed: null });
  if (complaints.length > 0) throw new Error(`Without any fault: ${complaints.join('; ')}`);
  print(`${scans.pages} pages without a fault, each really read: ${seconds.toFixed(1)} s`);
  await mkdir(scans.kept, { recursive: true });
  await writeFile(`${kept}.part`, essence);
  await rename(`${kept}.part`, kept);
  return essence;
}
