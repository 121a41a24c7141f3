/** Reads every case in this process and tells the one that started it, case by case. Argument: rounds of OMRChecker's own samples. */
import path from 'node:path';
import { cases, realData } from './cases.ts';
import { readerOf, scoreCase } from './score.ts';

/** A school reads hundreds of pages in one process: the first ones, in which it warms up, are not what a page takes. */
const warmUps = 3;

const rounds = Number(process.argv[2]);
const root = realData;
if (root !== null) {
  const all = await Promise.all(cases.map(async (one) => { const folder = path.join(root, one.name); return { ...one, folder, reader: await readerOf(one, folder) }; }));
  for (const { folder, reader } of all) await scoreCase(folder, reader, warmUps);
  for (const { name, folder, reader, omrCheckerMs } of all) process.send?.({ name, images: await scoreCase(folder, reader, omrCheckerMs === null ? 3 : rounds) });
}
process.disconnect();
