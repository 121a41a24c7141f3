/** Makes `resources/example/`: `node src/simulate/make-example.ts`. Two classes, their sheets as one scan batch, with the troubles that a real stack has. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExam, parseExamText } from '../exam/exam-file.ts';
import type { Candidate, Exam } from '../exam/exam.ts';
import { layoutExam } from '../sheet/layout/layout-exam.ts';
import { inventNames } from './invented-candidates.ts';
import { rates, type Rates } from './pupil.ts';
import { compose, type Matrix } from './projective.ts';
import { Random } from './random.ts';
import type { ScanPlan } from './scan-plan.ts';
import { encodeJpeg, simulatePages, truthText, type SimulatedPage, type SimulateOptions } from './simulate.ts';
import type { TruthPage } from './truth.ts';

const seed = 2025;
const dpi = 150;
const folder = fileURLToPath(new URL('../../resources/example/', import.meta.url));
/** A school's document scanner: white paper comes out white, so that the files stay small. */
const documentScanner = (plan: ScanPlan): ScanPlan => ({ ...plan, tone: { ...plan.tone, paper: Math.max(262, plan.tone.paper) }, light: [1, 1, 1, 1], noise: Math.min(plan.noise, 1.8), jpegQuality: Math.min(plan.jpegQuality, 62) });

/** So that a person has something to look at. */
const carelessRates: Rates = { ...rates.worn, half: 0.03, erasedAnswer: 0.04, crossedOut: 0.01, double: 0.03, faintPupil: 0.2, halfPupil: 0.1 };
/** Does not finish the candidate number. */
const forgetfulRates: Rates = { ...rates.scanner, candidateFault: 1 };

const exam = parseExamText(await readFile(path.join(folder, 'exam.json'), 'utf8'));
const roster = makeRoster();
await writeFile(path.join(folder, 'roster.csv'), `\uFEFFcandidate_no,name,class\n${roster.map(({ candidateNo, name, class: of }) => `${candidateNo},${name},${of}\n`).join('')}`);

const scans = path.join(folder, 'scans');
await rm(scans, { recursive: true, force: true });
await mkdir(scans, { recursive: true });
const pages = await stack();
const truths: TruthPage[] = [];
for (const [i, { page, jpeg }] of pages.entries()) {
  const file = `${String(i + 1).padStart(4, '0')}.jpg`;
  await writeFile(path.join(scans, file), jpeg);
  truths.push({ ...page.truth, file });
}
const layout = layoutExam(exam, { personal: false });
await writeFile(path.join(folder, 'truth.json'), truthText({ exam: exam.id, layoutVersion: layout.version, seed, quality: 'scanner', pages: truths }));
process.stdout.write(`${pages.length} pages, ${(pages.reduce((sum, { jpeg }) => sum + jpeg.length, 0) / 1e6).toFixed(2)} MB in ${scans}\n`);

/** 28 and 27 pupils; the number is year, grade, class and seat. */
function makeRoster(): Candidate[] {
  const names = inventNames(55, seed);
  return names.map((name, i): Candidate => {
    const [of, seat] = i < 28 ? [1, i + 1] : [2, i - 27];
    return { candidateNo: `2508${String(of).padStart(2, '0')}${String(seat).padStart(2, '0')}`, name, class: `八(${of})班`, extra: {} };
  });
}

interface Scan { readonly page: SimulatedPage; readonly jpeg: Buffer }

/** The batch in the order it went through the scanner. */
async function stack(): Promise<Scan[]> {
  const random = new Random(seed, 'example');
  const absent = new Set([9, 41]);
  const careless = new Set([4, 12, 17, 23, 30, 36, 44, 50]);
  const sat = roster.map((_, i) => i).filter((i) => !absent.has(i));
  const batch: Scan[] = [];
  for (const i of sat) {
    let [page] = await sheet(exam, { candidates: roster, from: i, ...(careless.has(i) ? { rates: carelessRates } : {}), ...(i === 38 ? { rates: forgetfulRates } : {}) });
    if (!page) continue;
    if (i === 20) page = upsideDown(page);
    batch.push(await scanned(page));
    // The feeder took it, nobody was sure, and the file was put in again.
    if (i === 14) batch.push(await scanned(marked(page, 'scanned twice')));
  }
  const [second] = await sheet(exam, { candidates: roster, from: 33, seed: seed + 1 });
  if (second) batch.splice(39, 0, await scanned(marked(second, 'second sheet')));
  const [stranger] = await sheet(exam, { candidates: [{ candidateNo: '25080399', name: '', class: '', extra: {} }], from: 0, seed: seed + 2 });
  if (stranger) batch.splice(random.integer(20, 26), 0, await scanned(marked(stranger, 'unknown candidate')));
  const [foreign] = await sheet(otherExam(), { candidates: roster, from: 6, seed: seed + 3 });
  if (foreign) batch.splice(47, 0, await scanned(marked({ ...foreign, truth: { ...foreign.truth, items: [], texts: {} } }, 'another exam')));
  batch.splice(29, 0, await scanned(blankBack(batch[28]?.page)));
  return batch;
}

async function sheet(of: Exam, options: Partial<SimulateOptions> & { readonly from: number }): Promise<SimulatedPage[]> {
  return Array.fromAsync(simulatePages({ exam: of, count: 1, seed, quality: 'scanner', dpi, adjust: documentScanner, ...options }));
}

async function scanned(page: SimulatedPage): Promise<Scan> {
  return { page, jpeg: await encodeJpeg(page, true) };
}

function marked(page: SimulatedPage, trouble: string): SimulatedPage {
  return { ...page, truth: { ...page.truth, troubles: [...page.truth.troubles, trouble] } };
}

/** Pixels in reverse order are the page turned by half. */
function upsideDown(page: SimulatedPage): SimulatedPage {
  const { matrix, ...transform } = page.truth.transform;
  const half: Matrix = [-1, 0, page.width, 0, -1, page.height, 0, 0, 1];
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = matrix;
  return marked({
    ...page, pixels: page.pixels.toReversed(),
    truth: { ...page.truth, transform: { ...transform, orientation: 180, matrix: compose(half, [a, b, c, d, e, f, g, h, i]) } },
  }, 'upside down');
}

/** The back of somebody's sheet: white, the print shining through a little, mirrored. */
function blankBack(page: SimulatedPage | undefined): SimulatedPage {
  if (!page) throw new Error('the stack is shorter than expected');
  const { width, height } = page;
  const pixels = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) pixels[at] = 252 - ((255 - (page.pixels[y * width + width - 1 - x] ?? 255)) >> 6);
  }
  return { ...page, pixels, truth: { ...page.truth, candidateNo: '', items: [], texts: {}, troubles: ['blank'] } };
}

/** Last month's test of another subject, left in the tray. */
function otherExam(): Exam {
  return parseExam({
    id: 'physics-8-unit2', title: '八年级物理第二单元测验', subject: '物理', page: 'A4', candidateNumber: { digits: 8 },
    questions: [
      { no: '1-15', type: 'single', options: 4, key: 'ABCDABCDABCDABC', points: 4 },
      { no: '16-19', type: 'truefalse', key: 'TFFT', points: 5 },
      { no: '20', type: 'numeric', digits: 2, decimal: true, key: ['9.8'], points: 20 },
    ],
  });
}
