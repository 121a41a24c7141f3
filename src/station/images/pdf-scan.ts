/** Whether a PDF page is nothing but one scanned JPEG, and how that lies on the page. */
import type { Pdfium, Pointer } from './pdfium.ts';
import { objectTypes } from './pdfium.ts';
import type { QuarterTurns } from './turn.ts';

export interface PageScan {
  /** The embedded JPEG file as the scanner made it. */
  readonly jpeg: Uint8Array;
  /** How the picture must be turned to lie as the page shows it. */
  readonly turns: QuarterTurns;
  readonly mirrored: boolean;
}

interface Box { readonly left: number; readonly bottom: number; readonly right: number; readonly top: number }

/** A scan may miss the page's edge by this share of the page's side. */
const edgeShare = 0.02;
/** Text render mode 3, as a scanner's own OCR lays it under or over the picture. */
const invisibleText = 3;

/** The page's scan when it is one JPEG that covers the page with nothing visible over it; null when the page has to be rendered. */
export function scanOnPage(engine: Pdfium, page: Pointer): PageScan | null {
  if (engine.call('FPDFPage_GetAnnotCount', page) > 0) return null;
  const image = onlyVisibleImage(engine, page);
  if (image === null || engine.call('FPDFPageObj_HasTransparency', image) !== 0) return null;
  if (filterNames(engine, image).join() !== 'DCTDecode') return null;
  const matrix = engine.floats(6, (at) => engine.call('FPDFPageObj_GetMatrix', image, at));
  if (matrix === null || !covers(engine, page, matrix)) return null;
  const lie = lieOf(matrix, engine.call('FPDFPage_GetRotation', page));
  if (lie === null) return null;
  const size = engine.call('FPDFImageObj_GetImageDataRaw', image, 0, 0);
  if (size === 0) return null;
  const buffer = engine.allocate(size);
  try {
    engine.call('FPDFImageObj_GetImageDataRaw', image, buffer, size);
    return { jpeg: engine.copyOut(buffer, size), ...lie };
  } finally {
    engine.free(buffer);
  }
}

/** The highest resolution, in pixels per point, of the images that cover at least a twentieth of the page; null when there are none. */
export function imageDensity(engine: Pdfium, page: Pointer): number | null {
  const pageArea = engine.call('FPDF_GetPageWidth', page) * engine.call('FPDF_GetPageHeight', page);
  let density: number | null = null;
  for (let i = 0; i < Math.min(engine.call('FPDFPage_CountObjects', page), 200); i++) {
    const object = engine.call('FPDFPage_GetObject', page, i);
    if (engine.call('FPDFPageObj_GetType', object) !== objectTypes.image) continue;
    const matrix = engine.floats(6, (at) => engine.call('FPDFPageObj_GetMatrix', object, at));
    const size = engine.integers(2, (at) => engine.call('FPDFImageObj_GetImagePixelSize', object, at, at + 4));
    if (matrix === null || size === null) continue;
    const [a = 0, b = 0, c = 0, d = 0] = matrix;
    if (Math.abs(a * d - b * c) < pageArea / 20) continue;
    density = Math.max(density ?? 0, (size[0] ?? 0) / Math.hypot(a, b));
  }
  return density;
}

function onlyVisibleImage(engine: Pdfium, page: Pointer): Pointer | null {
  let image: Pointer | null = null;
  const count = engine.call('FPDFPage_CountObjects', page);
  for (let i = 0; i < count; i++) {
    const object = engine.call('FPDFPage_GetObject', page, i);
    const type = engine.call('FPDFPageObj_GetType', object);
    if (type === objectTypes.text && engine.call('FPDFTextObj_GetTextRenderMode', object) === invisibleText) continue;
    if (type !== objectTypes.image || image !== null) return null;
    image = object;
  }
  return image;
}

function filterNames(engine: Pdfium, image: Pointer): string[] {
  const names: string[] = [];
  for (let i = 0; i < engine.call('FPDFImageObj_GetImageFilterCount', image); i++) {
    const size = engine.call('FPDFImageObj_GetImageFilter', image, i, 0, 0);
    const buffer = engine.allocate(size);
    engine.call('FPDFImageObj_GetImageFilter', image, i, buffer, size);
    names.push(Buffer.from(engine.copyOut(buffer, size - 1)).toString('latin1'));
    engine.free(buffer);
  }
  return names;
}

/** The part of the page that is shown, in the same coordinates as object matrices. */
function shownBox(engine: Pdfium, page: Pointer): Box | null {
  // FS_RECTF: left, top, right, bottom.
  const bounds = engine.floats(4, (at) => engine.call('FPDF_GetPageBoundingBox', page, at));
  if (bounds === null) return null;
  const [left = 0, top = 0, right = 0, bottom = 0] = bounds;
  return { left, top, right, bottom };
}

function covers(engine: Pdfium, page: Pointer, matrix: Float32Array): boolean {
  const box = shownBox(engine, page);
  if (box === null) return false;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
  const left = e + Math.min(a, 0) + Math.min(c, 0);
  const right = e + Math.max(a, 0) + Math.max(c, 0);
  const bottom = f + Math.min(b, 0) + Math.min(d, 0);
  const top = f + Math.max(b, 0) + Math.max(d, 0);
  const slackX = (box.right - box.left) * edgeShare;
  const slackY = (box.top - box.bottom) * edgeShare;
  // Neither may the page show more than the scan, nor cut anything off it.
  return Math.abs(left - box.left) <= slackX && Math.abs(right - box.right) <= slackX && Math.abs(top - box.top) <= slackY && Math.abs(bottom - box.bottom) <= slackY;
}

/** How a picture lies that a matrix places and a page rotation (clockwise quarter turns) turns; null when it lies askew. */
export function lieOf(matrix: ArrayLike<number>, rotation: number): { turns: QuarterTurns; mirrored: boolean } | null {
  const [a = 0, b = 0, c = 0, d = 0] = Array.from(matrix);
  const along = Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d)) * 0.002;
  const straight = Math.abs(b) <= along && Math.abs(c) <= along && Math.abs(a) > along && Math.abs(d) > along;
  const sideways = Math.abs(a) <= along && Math.abs(d) <= along && Math.abs(b) > along && Math.abs(c) > along;
  if (!straight && !sideways) return null;
  const mirrored = a * d - b * c < 0;
  // Where the picture's right-hand direction points on the page (y up), after undoing the mirroring; clockwise quarter turns from "right".
  const sign = mirrored ? -1 : 1;
  const [x, y] = straight ? [sign * Math.sign(a), 0] : [0, sign * Math.sign(b)];
  const placed = x > 0 ? 0 : y < 0 ? 1 : x < 0 ? 2 : 3;
  const total = (((placed + rotation) % 4) + 4) % 4;
  return { turns: total === 1 ? 1 : total === 2 ? 2 : total === 3 ? 3 : 0, mirrored };
}
