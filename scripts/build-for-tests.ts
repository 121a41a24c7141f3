/**
 * The station's modules as the desktop app has them, and beside them what tests run in processes and threads of its own, into `out/for-tests`: in a run of all tests they are started from there
 * (tests/support/built.ts). From the source each thread would strip and compile some two hundred modules anew.
 */
import path from 'node:path';
import { entries, main } from '../electron.vite.config.ts';
import { buildInPlace } from './build-in-place.ts';

const tests = path.resolve(import.meta.dirname, '../tests');
const ours = ['support/remembered-readings', 'support/pool-jobs', 'support/open-and-close', 'support/bus-process', 'support/packing-process', 'support/backup-process', 'support/report-process', 'faults/station-process'];
const input = { ...entries, ...Object.fromEntries(ours.map((name) => [path.basename(name), path.join(tests, `${name}.ts`)])) };
await buildInPlace([{ name: 'for-tests', kind: 'main', config: { ...main, build: { ...main.build, rolldownOptions: { ...main.build?.rolldownOptions, input } } } }]);
