/** `zhiyue grade` from files to results, beside what decoding the same files costs alone. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { z } from 'zod';
import { parseExamText } from '../../../src/exam/exam-file.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { endedChildrenCpuSeconds, peakTreeMemory } from '../process-tree.ts';

export interface SpeedOptions { readonly pages: number; readonly dpi: number; readonly threads: number }

const examFile = fileURLToPath(new URL('../accuracy/exam.json', import.meta.url));
const cli = fileURLToPath(new URL('../../../src/cli/zhiyue.mjs', import.meta.url));
const summary = z.object({ counts: z.object({ pages: z.int(), review: z.int(), failed: z.int() }), seconds: z.number(), pages_per_minute: z.number() });
const pagesPerMinuteWanted = 1000;
const memoryAllowed = 1e9;

/** Prints pages a minute, the share of decoding, and the memory of the whole tree of processes; true when both bounds are met. */
export async function benchSpeed(options: SpeedOptions, print: (text: string) => void): Promise<boolean> {
  const scans = await scansFor(options, print);
  const decodeSeconds = await decodeAlone(scans, options.threads);
  const busyBefore = loadavg()[0] ?? 0;
  const cpuBefore = endedChildrenCpuSeconds();
  const out = await mkdtemp(path.join(tmpdir(), 'zhiyue-bench-grade-'));
  try {
    const { seconds, peakBytes, output } = await grade(scans, out, options.threads);
    const cpuSeconds = endedChildrenCpuSeconds() - cpuBefore;
    const perMinute = (options.pages / seconds) * 60;
    const met = perMinute >= pagesPerMinuteWanted && peakBytes < memoryAllowed;
    print([
      `\n== speed: ${options.pages} grey A4 pages at ${options.dpi} dpi, ${options.threads} threads`,
      `grade end to end   ${seconds.toFixed(1)} s, ${perMinute.toFixed(0)} pages a minute (${((1000 * seconds) / options.pages).toFixed(1)} ms a page)`,
      `processor time    ${cpuSeconds.toFixed(1)} s (${((1000 * cpuSeconds) / options.pages).toFixed(1)} ms a page); load average of the machine before: ${busyBefore.toFixed(1)}`,
      `decoding alone     ${decodeSeconds.toFixed(1)} s (sharp, same files, same threads): ${((100 * decodeSeconds) / seconds).toFixed(0)} % of it`,
      `peak memory        ${(peakBytes / 1e6).toFixed(0)} MB, all processes (what they share counted once)`,
      `what grade says    ${said(output)}`,
      `${perMinute >= pagesPerMinuteWanted ? 'met   ' : 'MISSED'}  at least ${pagesPerMinuteWanted} pages a minute: ${perMinute.toFixed(0)}`,
      `${peakBytes < memoryAllowed ? 'met   ' : 'MISSED'}  peak memory under 1 GB: ${(peakBytes / 1e6).toFixed(0)} MB`,
    ].join('\n'));
    return met;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** The summary of `grade --json` in words. */
function said(output: string): string {
  const { counts, seconds, pages_per_minute: rate } = summary.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
  return `${counts.pages} pages, ${counts.review} of them for a person and ${counts.failed} unreadable, in ${seconds.toFixed(1)} s: ${rate} pages a minute`;
}

/** Simulated once and kept in the temporary folder: making them takes longer than grading them. */
async function scansFor({ pages, dpi }: SpeedOptions, print: (text: string) => void): Promise<string> {
  const folder = path.join(tmpdir(), `zhiyue-bench-scans-${pages}-${dpi}`);
  const exam = parseExamText(await readFile(examFile, 'utf8'));
  const kept = existsSync(path.join(folder, 'truth.json')) ? await readFile(path.join(folder, 'truth.json'), 'utf8') : '';
  const { layoutExam } = await import('../../../src/sheet/layout/layout-exam.ts');
  if (kept.includes(`"layoutVersion":"${layoutExam(exam, { personal: false }).version}"`)) return folder;
  print(`making ${pages} pages in ${folder} …`);
  await rm(folder, { recursive: true, force: true });
  await simulate({ exam, count: pages, seed: 7, quality: 'scanner', dpi, outFolder: folder });
  return folder;
}

async function decodeAlone(folder: string, threads: number): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
  sharp.cache(false);
  sharp.concurrency(1);
  const start = performance.now();
  let next = 0;
  await Promise.all(Array.from({ length: threads }, async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      await sharp(await readFile(path.join(folder, file))).toColourspace('b-w').raw().toBuffer();
    }
  }));
  return (performance.now() - start) / 1000;
}

async function grade(scans: string, out: string, workers: number): Promise<{ seconds: number; peakBytes: number; output: string }> {
  const start = performance.now();
  const child = spawn(process.execPath, [cli, 'grade', '--exam', examFile, '--out', out, '--workers', String(workers), '--json', scans], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new AbortController();
  const peak = child.pid === undefined ? Promise.resolve(0) : peakTreeMemory(child.pid, ended.signal);
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const seconds = (performance.now() - start) / 1000;
  ended.abort();
  if (code !== 0) throw new Error(`zhiyue grade ended with ${code}: ${complaint.trim()}`);
  return { seconds, peakBytes: await peak, output };
}
