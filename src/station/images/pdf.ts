/** Pages of a PDF: the scanner's own JPEG where a page is nothing but that (fast), else the page as PDFium renders it. */
import { basename } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { inkOfRgb } from './ink.ts';
import { longSideTarget } from './limits.ts';
import { PdfShelf } from './pdf-shelf.ts';
import { imageDensity, scanOnPage } from './pdf-scan.ts';
import type { Pdfium, Pointer } from './pdfium.ts';
import { planesOf } from './planes.ts';
import { decodeRaster, decodeRasterPlanes } from './raster.ts';
import type { DecodedPlanes, PictureSize, RasterPage } from './raster.ts';
import { turnImage } from './turn.ts';

const pointsPerInch = 72;
/** Resolution of pages without a scan in them. */
const drawnDpi = 200;

/** One for each thread, because an engine belongs to its thread; empty until the first PDF, and again when idle. */
const shelf = new PdfShelf();

/** Number of pages; throws ZhiyueError file-damaged or file-encrypted. */
export function countPdfPages(path: string): Promise<number> {
  return shelf.use(path, async (_engine, { pages }) => pages);
}

/** Decodes one page (from 1) to grey; throws ZhiyueError file-damaged, file-encrypted, image-too-large, or input-missing for a page that is not there. */
export function decodePdfPage(path: string, page: number): Promise<RasterPage> {
  const about = basename(path);
  return withPage(path, page, async (engine, handle) => (await decodeScan(engine, handle, page, about)) ?? renderPage(engine, handle));
}

/** Decodes one page to the planes that foreign sheets are read in; what has to be drawn is drawn in the size asked for. Throws what `decodePdfPage` throws. */
export function decodePdfPlanes(path: string, page: number, size: PictureSize): Promise<DecodedPlanes> {
  const about = basename(path);
  return withPage(path, page, async (engine, handle) => {
    const scan = scanOnPage(engine, handle);
    const planes = scan === null ? null : await decodeRasterPlanes(scan.jpeg, 'jpeg', { page, about, orient: false }, size);
    if (scan !== null && planes !== null && !mostlyBlack(planes.print.pixels)) return { print: turnImage(planes.print, scan.turns, scan.mirrored), mark: turnImage(planes.mark, scan.turns, scan.mirrored), coloured: planes.coloured, shrunk: planes.shrunk, scale: planes.scale };
    const { rgb, width, height, scale } = drawPage(engine, handle, size.most);
    return { ...planesOf(rgb, width, height), shrunk: scale < 1, scale };
  });
}

function withPage<T>(path: string, page: number, work: (engine: Pdfium, handle: Pointer) => Promise<T>): Promise<T> {
  const about = basename(path);
  return shelf.use(path, async (engine, { document, pages }) => {
    if (page > pages) throw ZhiyueError.of('input-missing', [fault('scan-page-absent', { page, pages })], { about });
    const handle = engine.call('FPDF_LoadPage', document, page - 1);
    if (handle === 0) throw ZhiyueError.of('file-damaged', [fault('scan-page-damaged', { page })], { about });
    try {
      return await work(engine, handle);
    } finally {
      engine.call('FPDF_ClosePage', handle);
    }
  });
}

async function decodeScan(engine: Pdfium, handle: Pointer, page: number, about: string): Promise<RasterPage | null> {
  const scan = scanOnPage(engine, handle);
  if (scan === null) return null;
  // The PDF says how its pictures lie; EXIF inside them does not count.
  const decoded = await decodeRaster(scan.jpeg, 'jpeg', { page, about, orient: false });
  // A picture that the PDF inverts (/Decode [1 0]) comes out mostly black: PDFium knows how to show it.
  if (mostlyBlack(decoded.image.pixels)) return null;
  const image = turnImage(decoded.image, scan.turns, scan.mirrored);
  const swapped = scan.turns % 2 === 1;
  return { ...decoded, image, sourceWidth: swapped ? decoded.sourceHeight : decoded.sourceWidth, sourceHeight: swapped ? decoded.sourceWidth : decoded.sourceHeight };
}

function renderPage(engine: Pdfium, handle: Pointer): RasterPage {
  const { rgb, width, height, sourceWidth, sourceHeight, scale } = drawPage(engine, handle, longSideTarget);
  return { image: { width, height, pixels: inkOfRgb(rgb, width * height) }, sourceWidth, sourceHeight, scale };
}

interface DrawnPage { readonly rgb: Uint8Array; readonly width: number; readonly height: number; readonly sourceWidth: number; readonly sourceHeight: number; readonly scale: number }

/** As PDFium draws it, in the resolution of its pictures as far as `longSide` allows. */
function drawPage(engine: Pdfium, handle: Pointer, longSide: number): DrawnPage {
  const pageWidth = Math.max(1, engine.call('FPDF_GetPageWidth', handle));
  const pageHeight = Math.max(1, engine.call('FPDF_GetPageHeight', handle));
  const density = imageDensity(engine, handle) ?? drawnDpi / pointsPerInch;
  const scale = Math.min(1, longSide / (Math.max(pageWidth, pageHeight) * density));
  const width = Math.max(1, Math.round(pageWidth * density * scale));
  const height = Math.max(1, Math.round(pageHeight * density * scale));
  return { rgb: engine.render(handle, width, height), width, height, sourceWidth: Math.round(pageWidth * density), sourceHeight: Math.round(pageHeight * density), scale };
}

function mostlyBlack(pixels: Uint8Array): boolean {
  let dark = 0;
  let seen = 0;
  for (let i = 0; i < pixels.length; i += 997, seen++) if ((pixels[i] ?? 255) < 64) dark++;
  return dark > seen * 0.6;
}
