/** Begins to write a backup of all exams of a data folder into a file, and kills itself as soon as something of it is on disk: `backup-process.ts DATA-FOLDER FILE`. */
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openBackups } from '../../src/station/backup/backups.ts';
import { openStore } from '../../src/station/store/store.ts';

const [dataFolder = '', to = ''] = process.argv.slice(2);
const store = await openStore(dataFolder);
const backups = await openBackups({ store, resume: () => {}, now: () => new Date() });
await backups.write({ exams: 'all', to, actor: 'operator' });
while (!readdirSync(dirname(to)).some((name) => name.startsWith(`${basename(to)}.`))) await turn();
process.kill(process.pid, 'SIGKILL');
