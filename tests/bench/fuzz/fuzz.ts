/**
 * Mutated scans of every type through the station's own reading job, in its own pool: decoded, read, crops cut. Nothing may take the station along, hang over the time limit, or take more memory than
 * the limit; whatever is wrong with a file must come back as an error about it. A failing file is kept, and its seed printed: `npm run bench -- fuzz --seed N --from I --pages 1` makes it again.
 */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { errorCodes, ZhiyueError } from '../../../src/contract/errors.ts';
import { parseExamText } from '../../../src/exam/exam-file.ts';
import { layoutExam } from '../../../src/sheet/layout/layout-exam.ts';
import { Random } from '../../../src/simulate/random.ts';
import { simulatePages } from '../../../src/simulate/simulate.ts';
import { startPool } from '../../../src/station/pool/pool.ts';
import { writePdf } from '../../fixtures/bad-files/make.ts';
import { mutated } from '../../fixtures/mutate.ts';
import { treeMemory } from '../process-tree.ts';

export interface FuzzOptions { readonly files: number; /** The first file's number: files are the same whichever piece they are made in. */ readonly from: number; readonly seed: number; readonly threads: number }

const examFile = fileURLToPath(new URL('../accuracy/exam.json', import.meta.url));
const timeoutMs = 20_000;
/** A file may ask for 100 million pixels; what a pool of two threads may hold with that. */
const memoryAllowed = 1.5e9;
/** A thread that hangs in native code is ended a little after its time. */
const graceMs = 5_000;

export async function benchFuzz({ files, from, seed, threads }: FuzzOptions, print: (text: string) => void): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-fuzz-'));
  // Where the job puts what is not whole yet.
  await mkdir(path.join(folder, 'incoming'));
  const kept = path.join(tmpdir(), `zhiyue-fuzz-kept-${seed}`);
  const originals = await makeOriginals(folder);
  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  let peakBytes = 0;
  let crashes = 0;
  const watch = setInterval(() => { peakBytes = Math.max(peakBytes, treeMemory(process.pid)); }, 500);
  const before = performance.now();
  try {
    await using pool = await startPool({ jobsModule: new URL('../../../src/station/tasks/jobs.ts', import.meta.url), threads, folders: 'any', onCrash: () => { crashes++; } });
    let next = from;
    const work = async (): Promise<void> => {
      for (let i = next++; i < from + files; i = next++) {
        const [type, original] = originals[i % originals.length]!;
        const name = `${i}.${type}`;
        const file = path.join(folder, name);
        await writeFile(file, mutated(original, new Random('fuzz', seed, i)));
        const began = performance.now();
        const outcome = await pool.run('inspect-file', { path: file }, { timeoutMs })
          .then(() => pool.run('read-page', { dataFolder: folder, file: name, pageInFile: 1, pageId: `p${i % 50}`, layoutFile: 'layouts.json' }, { timeoutMs }))
          
          .then(() => 'read', (error: unknown) => {
            if (!(error instanceof ZhiyueError)) return 'unknown';
            if (error.code === 'internal') print(`  ${name}: ${error.message}`);
            return error.code;
          });
        const ms = performance.now() - began;
        outcomes.set(`${type} ${outcome}`, (outcomes.get(`${type} ${outcome}`) ?? 0) + 1);
        const aboutFile = outcome === 'read' || (outcome in errorCodes && errorCodes[outcome as keyof typeof errorCodes] === 'bad-page') || outcome === 'image-too-large' || outcome === 'input-missing';
        if (!aboutFile || ms > 2 * (timeoutMs + graceMs)) {
          await mkdir(kept, { recursive: true });
          await copyFile(file, path.join(kept, name));
          faults.push(`--seed ${seed} --from ${i}: ${name} ended as ${outcome} after ${ms.toFixed(0)} ms; kept in ${kept}`);
        }
        await rm(file, { force: true });
        if ((i - from + 1) % 500 === 0) print(`  ${i - from + 1} of ${files}`);
      }
    };
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    clearInterval(watch);
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - before) / 1000;
  print(`\n== fuzz: files ${from} to ${from + files - 1} of seed ${seed}, ${threads} threads, ${seconds.toFixed(0)} s`);
  for (const [what, count] of [...outcomes].toSorted(([a], [b]) => (a < b ? -1 : 1))) print(`  ${what.padEnd(28)} ${count}`);
  for (const fault of faults.slice(0, 20)) print(`  FAULT ${fault}`);
  print(`${faults.length === 0 && crashes === 0 ? 'met   ' : 'MISSED'}  no crash and no hang: ${faults.length} files with another end than read or an error about the file, ${crashes} ended hosts`);
  print(`${peakBytes < memoryAllowed ? 'met   ' : 'MISSED'}  memory of all processes under ${memoryAllowed / 1e6} MB: ${(peakBytes / 1e6).toFixed(0)} MB`);
  return faults.length === 0 && crashes === 0 && peakBytes < memoryAllowed;
}

/** A filled sheet at 100 dpi in each type, small enough that 10,000 can be read. */
async function makeOriginals(folder: string): Promise<readonly (readonly [string, Buffer])[]> {
  const exam = parseExamText(await readFile(examFile, 'utf8'));
  await writeFile(path.join(folder, 'layouts.json'), JSON.stringify([layoutExam(exam, { personal: false }), layoutExam(exam, { personal: true })]));
  const pages = simulatePages({ exam, count: 1, seed: 5, quality: 'scanner', dpi: 100 });
  const { value: page } = await pages.next();
  await pages.return(undefined);
  if (page === undefined) throw new Error('no page was simulated');
  const picture = sharp(page.pixels, { raw: { width: page.width, height: page.height, channels: page.channels } });
  const grey = picture.clone().toColourspace('b-w');
  const jpeg = await picture.clone().jpeg({ quality: 80 }).toBuffer();
  const pdf = path.join(folder, 'original.pdf');
  await writePdf(pdf, jpeg);
  return [
    ['jpg', jpeg], ['progressive.jpg', await picture.clone().jpeg({ quality: 80, progressive: true }).toBuffer()], ['png', await grey.clone().png().toBuffer()],
    ['lzw.tif', await grey.clone().tiff({ compression: 'lzw' }).toBuffer()], ['g4.tif', await grey.clone().tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer()],
    ['jpeg.tif', await grey.clone().tiff({ compression: 'jpeg' }).toBuffer()], ['webp', await picture.clone().webp({ quality: 80 }).toBuffer()], ['pdf', await readFile(pdf)],
  ];
}
