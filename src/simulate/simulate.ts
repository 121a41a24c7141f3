/** Fills sheets as pupils do and scans them as schools do: the source of the example and of the accuracy figures. Shares nothing with the reader but the layout. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Candidate, Exam } from '../exam/exam.ts';
import { layoutExam } from '../sheet/layout/layout-exam.ts';
import type { Layout } from '../sheet/layout.ts';
import { renderSheets } from '../sheet/render/render-sheets.ts';
import { fillSheet, type FilledPage } from './fill-sheet.ts';
import { drawStrokes, reflectance, type Channel, type Raster, type Rgb } from './ink.ts';
import { Glyphs } from './lettering.ts';
import { inventCandidates } from './invented-candidates.ts';
import { rates, type Rates } from './pupil.ts';
import { PdfPages } from './raster.ts';
import { Random } from './random.ts';
import { ScanBench } from './scan.ts';
import { planScan, type ScanPlan } from './scan-plan.ts';
import type { Quality, Truth, TruthPage } from './truth.ts';

export interface SimulateOptions {
  readonly exam: Exam;
  /** Sheets to fill; each has as many pages as the layout. */
  readonly count: number;
  readonly seed: number;
  readonly quality: Quality;
  /** Who sits the exam, one after another, again from the start when there are more sheets; invented when left out. */
  readonly candidates?: readonly Candidate[];
  /** Default 200. */
  readonly dpi?: number;
  /** Sheets printed for each candidate, without a candidate number grid. */
  readonly personal?: boolean;
  /** First sheet to make (default 0): sheet n is the same whichever range it is made in, so that threads can share the work. */
  readonly from?: number;
  /** How often slips and second thoughts happen; default: as `quality` has it. */
  readonly rates?: Rates;
  /** A last word on how each page is scanned. */
  readonly adjust?: (plan: ScanPlan) => ScanPlan;
}

/** One scanned page: as decoded pixels would be before JPEG, and how to make the JPEG. */
export interface SimulatedPage {
  readonly truth: TruthPage;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB interleaved. */
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  readonly jpegQuality: number;
}

/** The pages of sheets `from` to `from + count`, in the order a scanner would deliver them. */
export async function* simulatePages(options: SimulateOptions): AsyncGenerator<SimulatedPage> {
  const { exam, count, seed, quality, dpi = 200, personal = false, from = 0 } = options;
  const candidates = options.candidates ?? inventCandidates(exam, Math.max(60, from + count), seed);
  const layout = layoutExam(exam, { personal });
  const printed = new PrintedSheets(exam, layout, personal ? candidates : [], dpi);
  const glyphs = new Glyphs();
  await glyphs.prepare(`${candidates.map(({ name, class: of }) => name + of).join('')}${exam.questions.map((question) => (question.type === 'text' ? question.keys.join('') : '')).join('')}aenx0123456789`);
  const bench = new ScanBench();
  try {
    for (let sheet = from; sheet < from + count; sheet++) {
      const candidate = candidates[sheet % candidates.length];
      if (!candidate) throw new Error('no candidates to simulate');
      const random = new Random(seed, quality, 'sheet', sheet);
      const filled = fillSheet(exam, layout, candidate, options.rates ?? rates[quality], seed, random);
      for (const [at, page] of filled.pages.entries()) {
        const size = layout.pages[at];
        if (!size) continue;
        const blank = await printed.page(personal ? sheet % candidates.length : 0, at);
        const planned = planScan(quality, random, size, dpi);
        const plan = options.adjust?.(planned) ?? planned;
        const scanSeed = random.bits();
        const scanned = scanPage(blank, page, plan, { bench, glyphs, size, inkColor: filled.pupil.ink.color, seed: scanSeed });
        const number = sheet * layout.pages.length + at + 1;
        yield {
          ...scanned,
          jpegQuality: plan.jpegQuality,
          truth: {
            file: `${String(number).padStart(4, '0')}.jpg`, sheet, page: page.page, candidateNo: candidate.candidateNo,
            items: page.items, texts: Object.fromEntries(page.letters.filter(({ field }) => exam.questions.some(({ no }) => no === field)).map(({ field, text }) => [field, text])),
            quality, troubles: plan.troubles,
            transform: { matrix: plan.matrix, orientation: plan.orientation, rotationDegrees: plan.rotationDegrees, printScale: plan.printScale, dpi: plan.dpi },
          },
        };
      }
    }
  } finally {
    await printed[Symbol.asyncDispose]();
  }
}

interface ScanKit { readonly bench: ScanBench; readonly glyphs: Glyphs; readonly size: { readonly width: number; readonly height: number }; readonly inkColor: Rgb; readonly seed: number }

function scanPage(blank: Raster, page: FilledPage, plan: ScanPlan, kit: ScanKit): Pick<SimulatedPage, 'width' | 'height' | 'channels' | 'pixels'> {
  const channels: readonly { channel: Channel; gain: number }[] = plan.tint
    ? [{ channel: 'r', gain: plan.tint.r }, { channel: 'g', gain: plan.tint.g }, { channel: 'b', gain: plan.tint.b }]
    : [{ channel: 'luma', gain: 1 }];
  const pxPerMm = { x: blank.width / kit.size.width, y: blank.height / kit.size.height };
  const planes = channels.map(({ channel, gain }) => {
    const paper = kit.bench.copyOf(blank);
    drawStrokes(paper, pxPerMm, page.strokes, channel);
    for (const [i, letters] of page.letters.entries()) {
      kit.glyphs.letter(paper, pxPerMm.x, letters, reflectance(kit.inkColor, channel), new Random(kit.seed, 'letters', i));
    }
    const grey = { color: { r: 0, g: 0, b: 0 }, opacity: 1, grain: 0 };
    for (const spot of plan.spots) {
      const ink = { ...grey, color: { r: spot.level, g: spot.level, b: spot.level } };
      drawStrokes(paper, pxPerMm, [{ points: [spot.xMm, spot.yMm], widthMm: spot.radiusMm * 2, ink }], channel);
    }
    return kit.bench.scan(paper, kit.size, plan, kit.seed, gain);
  });
  const [first, second, third] = planes;
  if (!first) throw new Error('a scan needs at least one channel');
  if (!second || !third) return { width: plan.width, height: plan.height, channels: 1, pixels: first };
  const pixels = new Uint8Array(first.length * 3);
  for (let i = 0, at = 0; i < first.length; i++, at += 3) {
    pixels[at] = first[i] ?? 0;
    pixels[at + 1] = second[i] ?? 0;
    pixels[at + 2] = third[i] ?? 0;
  }
  return { width: plan.width, height: plan.height, channels: 3, pixels };
}

/** Printed but empty pages, rasterised from the PDF; a plain sheet's pages are kept, a personal one's are used once. */
class PrintedSheets implements AsyncDisposable {
  readonly #exam: Exam;
  readonly #layout: Layout;
  readonly #candidates: readonly Candidate[];
  readonly #dpi: number;
  #pdf: { readonly sheet: number; readonly pages: PdfPages } | null = null;
  readonly #kept = new Map<number, Raster>();

  constructor(exam: Exam, layout: Layout, candidates: readonly Candidate[], dpi: number) {
    this.#exam = exam;
    this.#layout = layout;
    this.#candidates = candidates;
    this.#dpi = dpi;
  }

  async page(sheet: number, at: number): Promise<Raster> {
    if (this.#pdf?.sheet !== sheet) {
      await this[Symbol.asyncDispose]();
      const candidate = this.#candidates[sheet];
      const pdf = await renderSheets(this.#exam, this.#layout, { candidates: candidate ? [candidate] : [] });
      this.#pdf = { sheet, pages: await PdfPages.open(pdf) };
      this.#kept.clear();
    }
    const kept = this.#kept.get(at);
    if (kept) return kept;
    const size = this.#layout.pages[at];
    if (!size) throw new Error(`the layout has no page ${at + 1}`);
    const raster = await this.#pdf.pages.raster(at, Math.round((size.width * this.#dpi) / 25.4), Math.round((size.height * this.#dpi) / 25.4));
    this.#kept.set(at, raster);
    return raster;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pdf?.pages[Symbol.asyncDispose]();
    this.#pdf = null;
  }
}

/** The page as the scanner's JPEG file; `compact` spends time on a smaller one. */
export async function encodeJpeg(page: SimulatedPage, compact = false): Promise<Buffer> {
  const jpeg = await sharp(page.pixels, { raw: { width: page.width, height: page.height, channels: page.channels } })
    .toColourspace(page.channels === 1 ? 'b-w' : 'srgb')
    .jpeg({ quality: page.jpegQuality, trellisQuantisation: compact, quantisationTable: compact ? 3 : 0 })
    .toBuffer();
  return withDensity(jpeg, Math.round(page.truth.transform.dpi));
}

/** A JFIF header with dots per inch, as scanners write it; sharp leaves it out, and its own way to say the density makes a colour file of a grey one. */
function withDensity(jpeg: Buffer, dpi: number): Buffer {
  const header = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 1, dpi >> 8, dpi & 255, dpi >> 8, dpi & 255, 0, 0]);
  return Buffer.concat([header, jpeg.subarray(2)]);
}

export interface SimulationProgress { readonly done: number; readonly total: number }

/** Writes `0001.jpg`… and `truth.json` into `outFolder` (made when missing). */
export async function simulate(options: SimulateOptions & { readonly outFolder: string }, onProgress: (progress: SimulationProgress) => void = () => {}): Promise<Truth> {
  const { exam, count, seed, quality, outFolder, personal = false } = options;
  await mkdir(outFolder, { recursive: true });
  const layout = layoutExam(exam, { personal });
  const total = count * layout.pages.length;
  const pages: TruthPage[] = [];
  const writing = new Set<Promise<void>>();
  for await (const page of simulatePages(options)) {
    pages.push(page.truth);
    const write = encodeJpeg(page).then((jpeg) => writeFile(path.join(outFolder, page.truth.file), jpeg)).finally(() => writing.delete(write));
    writing.add(write);
    if (writing.size >= 3) await Promise.race(writing);
    onProgress({ done: pages.length, total });
  }
  await Promise.all(writing);
  const truth: Truth = { exam: exam.id, layoutVersion: layout.version, seed, quality, pages };
  await writeFile(path.join(outFolder, 'truth.json'), truthText(truth));
  return truth;
}

/** JSON with one page a line. */
export function truthText(truth: Truth): string {
  const { pages, ...head } = truth;
  return `${JSON.stringify(head).slice(0, -1)},"pages":[\n${pages.map((page) => JSON.stringify(page)).join(',\n')}\n]}\n`;
}
