/** The scans that a run puts in: those of the bundled example, with its troubles and copies; more than it has are simulated, once, and kept. */
import { existsSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulate } from '../../src/simulate/simulate.ts';
import type { ScanSource } from '../../src/station/station-api.ts';
import { exampleExam, exampleScans } from '../support/station.ts';

const kept = fileURLToPath(new URL('../../node_modules/.cache/zhiyue-faults/', import.meta.url));
const exampleSize = 58;

export async function scansFor(count: number, print: (text: string) => void): Promise<ScanSource[]> {
  if (count <= exampleSize) return exampleScans(count);
  const folder = join(kept, `example-${count}`);
  if (!existsSync(folder)) {
    print(`${count} pages are being simulated, once …`);
    await rm(`${folder}.part`, { recursive: true, force: true });
    await simulate({ exam: exampleExam(), count, seed: 1, quality: 'scanner', dpi: 150, outFolder: `${folder}.part` });
    await rename(`${folder}.part`, folder);
  }
  return readdirSync(folder).filter((name) => name.endsWith('.jpg')).toSorted().slice(0, count).map((name) => ({ path: join(folder, name), name }));
}
