/** `npm run bench -- spoilt`: every open image spoilt in every way, read, and held against its truth. A page that is put aside and a field that waits for a person cost time; a wrong one that nobody looks at costs a pupil's mark: none may be. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { readPicture } from '../../../src/station/template/read-picture.ts';
import { cases, realData, truthOf } from '../reading/cases.ts';
import { readerOf, scoreReading, type ScoredField } from '../reading/score.ts';
import { ways } from './ways.ts';

interface Spoilt { readonly way: string; readonly image: string; readonly trouble: string | null; readonly fields: readonly ScoredField[] }

/** Whether no field was silently wrong; true where the collection is not there. */
export async function benchSpoilt(print: (text: string) => void): Promise<boolean> {
  if (realData === null) {
    print('spoilt: the collection of real scans is not there, nothing was measured');
    return true;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-spoilt-')), all: Spoilt[] = [];
  try {
    for (const one of cases) {
      const from = path.join(realData, one.name), reader = await readerOf(one, from);
      for (const [image, truth] of Object.entries(truthOf(from).images)) {
        const { data, info } = await sharp(path.join(from, image)).rotate().toBuffer({ resolveWithObject: true });
        for (const [way, spoil] of Object.entries(ways)) {
          const file = path.join(folder, 'picture'), spoilt = await spoil({ data, width: info.width, height: info.height });
          await writeFile(file, await (way === 'black and white' ? spoilt.png() : spoilt.jpeg({ quality: 88 })).toBuffer());
          const { reading } = await readPicture(file, reader, { page: 1 });
          all.push({ way, image: `${one.name}/${image}`, trouble: reading.trouble, fields: reading.trouble === null ? scoreReading(image, truth, reading, reader) : [] });
        }
      }
      print(`spoilt: ${one.name} read in ${Object.keys(ways).length} ways`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return report(all, print);
}

function report(all: readonly Spoilt[], print: (text: string) => void): boolean {
  print(`\n${'way'.padEnd(26)}${'pictures'.padStart(9)}${'aside'.padStart(7)}${'fields'.padStart(8)}${'flagged'.padStart(9)}${'silent'.padStart(8)}`);
  for (const way of [...Object.keys(ways), 'all']) {
    const own = all.filter((one) => way === 'all' || one.way === way), fields = own.flatMap((one) => one.fields), of = (outcome: string): number => fields.filter((field) => field.outcome === outcome).length;
    print(`${way.padEnd(26)}${String(own.length).padStart(9)}${String(own.filter(({ trouble }) => trouble !== null).length).padStart(7)}${String(fields.length).padStart(8)}${String(of('flagged')).padStart(9)}${String(of('silent')).padStart(8)}`);
  }
  for (const { way, image, trouble } of all) if (trouble !== null) print(`aside: ${image}, ${way}: ${trouble}`);
  const silent = all.flatMap(({ way, image, fields }) => fields.filter(({ outcome }) => outcome === 'silent').map(({ field, got, truth }) => `silent: ${image}, ${way}: ${field} read as "${got}", is "${truth}"`));
  for (const line of silent) print(line);
  print(`spoilt: ${silent.length} silent errors: ${silent.length === 0 ? 'met' : 'missed'} (none)`);
  return silent.length === 0;
}
