/** Printed letters that a pupil puts into a text box: glyphs of the sheet's own font, set down one by one with an unsteady hand. */
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { Letters } from './fill-sheet.ts';
import type { Raster } from './ink.ts';
import { PdfPages } from './raster.ts';
import type { Random } from './random.ts';

const glyphPoints = 40;
const cellPoints = 60;
const glyphPxPerPoint = 4;

/** Glyphs as rasters of 60 × 60 points with the letter 40 points high; each is drawn once. */
export class Glyphs {
  readonly #rasters = new Map<string, Raster>();
  readonly #advances = new Map<string, number>();

  /** Makes the glyphs of `text` that are not there yet. */
  async prepare(text: string): Promise<void> {
    const missing = [...new Set(text)].filter((char) => !this.#rasters.has(char));
    if (missing.length === 0) return;
    const font = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
    const document = new PDFDocument({ autoFirstPage: false, compress: false });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      document.on('end', () => resolve());
      document.on('error', reject);
    });
    for (const char of missing) {
      document.addPage({ size: [cellPoints, cellPoints], margin: 0 });
      document.font(font).fontSize(glyphPoints);
      this.#advances.set(char, document.widthOfString(char) / glyphPoints);
      document.text(char, 6, 0, { lineBreak: false });
    }
    document.end();
    await ended;
    await using pages = await PdfPages.open(Buffer.concat(chunks));
    for (const [i, char] of missing.entries()) this.#rasters.set(char, await pages.raster(i, cellPoints * glyphPxPerPoint, cellPoints * glyphPxPerPoint));
  }

  /** Letters the text into its box, in the ink's grey; `prepare` must have seen its characters. */
  letter(page: Raster, pxPerMm: number, { box, text, cells }: Letters, gray: number, random: Random): void {
    const sizeMm = Math.min(box.h * 0.62, 6) * random.between(0.85, 1.05);
    let x = box.x + random.between(2, 5);
    const middle = box.y + box.h / 2 + random.within(0.4, 0.8);
    for (const [i, char] of [...text].entries()) {
      const advance = (this.#advances.get(char) ?? 0.6) * sizeMm;
      if (cells !== null) x = box.x + ((i + 0.5) * box.w) / cells - advance / 2 + random.within(0.25, 0.5);
      if (x + advance > box.x + box.w) break;
      this.#set(page, pxPerMm, char, x, middle, sizeMm, gray, random);
      x += advance + random.between(0.1, 0.5);
    }
  }

  #set(page: Raster, pxPerMm: number, char: string, x: number, middle: number, sizeMm: number, gray: number, random: Random): void {
    const raster = this.#rasters.get(char);
    if (!raster) return;
    const scale = (sizeMm * pxPerMm) / (glyphPoints * glyphPxPerPoint);
    // The line box of this font is 1.45 times its size, its middle at 0.73.
    const top = middle - 0.73 * sizeMm + random.within(0.15, 0.3);
    stamp(page, raster, x * pxPerMm - 6 * glyphPxPerPoint * scale, top * pxPerMm, scale * (1 + random.within(0.03, 0.07)), gray);
  }
}

/** Darkens the page by a glyph, sampled bilinearly. */
function stamp(page: Raster, glyph: Raster, left: number, top: number, scale: number, gray: number): void {
  const x1 = Math.min(page.width - 1, Math.ceil(left + glyph.width * scale));
  const y1 = Math.min(page.height - 1, Math.ceil(top + glyph.height * scale));
  const box = Math.max(1, Math.round(1 / scale));
  for (let y = Math.max(0, Math.floor(top)); y <= y1; y++) {
    for (let x = Math.max(0, Math.floor(left)); x <= x1; x++) {
      const gx = Math.floor((x + 0.5 - left) / scale - box / 2);
      const gy = Math.floor((y + 0.5 - top) / scale - box / 2);
      let sum = 0;
      for (let dy = 0; dy < box; dy++) {
        for (let dx = 0; dx < box; dx++) {
          const [px, py] = [gx + dx, gy + dy];
          sum += px < 0 || py < 0 || px >= glyph.width || py >= glyph.height ? 255 : (glyph.pixels[py * glyph.width + px] ?? 255);
        }
      }
      const cover = 1 - sum / (255 * box * box);
      if (cover <= 0) continue;
      const at = y * page.width + x;
      const before = page.pixels[at] ?? 255;
      page.pixels[at] = Math.min(before, before + (gray - before) * cover);
    }
  }
}
