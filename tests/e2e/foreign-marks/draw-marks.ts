/**
 * Fills and "scans" printed sheets as another program would: it knows `sheets.pdf` and `sheets.layout.json` and nothing of our code.
 * So it shares no idea of a mark with the reader or with the simulator.
 */
import sharp from 'sharp';

export interface Box { readonly field: string; readonly value: string; readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** How a pupil of this program marks. */
export type Stroke = 'fill' | 'pale-fill' | 'half' | 'cross' | 'tick' | 'displaced' | 'blue-pen' | 'red-pen';

export interface Scan {
  readonly dpi: number;
  /** Degrees clockwise, any. */
  readonly turn: number;
  readonly printScale: number;
  readonly shiftMm: number;
  readonly stroke: Stroke;
  readonly format: 'jpeg' | 'png' | 'tiff' | 'webp' | '1-bit';
  readonly jpegQuality?: number;
  /** Standard deviation of added noise, in grey levels. */
  readonly noise?: number;
  /** Paper and ink come closer: 1 full contrast, 0.3 weak. */
  readonly contrast?: number;
}

/** Draws one mark as SVG in millimetres. */
function markSvg(box: Box, stroke: Stroke): string {
  const cx = box.x + box.w / 2;
  const cy = box.y + box.h / 2;
  const ellipse = (rx: number, ry: number, colour: string, dx = 0, dy = 0) => `<ellipse cx="${cx + dx}" cy="${cy + dy}" rx="${rx}" ry="${ry}" fill="${colour}"/>`;
  const line = (points: string, width: number, colour: string) => `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
  switch (stroke) {
    case 'fill': return ellipse(box.w * 0.45, box.h * 0.45, '#333');
    case 'pale-fill': return ellipse(box.w * 0.45, box.h * 0.45, '#999');
    case 'half': return `<rect x="${box.x + 0.4}" y="${box.y + 0.3}" width="${box.w * 0.45}" height="${box.h - 0.6}" fill="#444"/>`;
    case 'cross': return line(`${box.x + 0.6},${box.y + 0.2} ${box.x + box.w - 0.6},${box.y + box.h - 0.2}`, 0.45, '#222') + line(`${box.x + 0.6},${box.y + box.h - 0.2} ${box.x + box.w - 0.6},${box.y + 0.2}`, 0.45, '#222');
    case 'tick': return line(`${box.x + 0.8},${cy} ${cx - 0.3},${box.y + box.h - 0.3} ${box.x + box.w - 0.4},${box.y + 0.1}`, 0.5, '#222');
    case 'displaced': return ellipse(box.w * 0.42, box.h * 0.42, '#3a3a3a', 0.5, -0.4);
    case 'blue-pen': return ellipse(box.w * 0.42, box.h * 0.42, 'rgb(40,60,170)');
    case 'red-pen': return ellipse(box.w * 0.42, box.h * 0.42, 'rgb(215,40,45)');
  }
}

/** Packing pictures that nobody keeps took most of the time. */
const onTheWay = { compressionLevel: 0 };

/** `page`: the printed page as a picture without transparency, which every resizing would reckon with; marks go where `chosen` says; back comes the file's bytes. */
export async function scan(page: Buffer, pageMm: { width: number; height: number }, boxes: readonly Box[], chosen: ReadonlyMap<string, string>, how: Scan): Promise<Buffer> {
  const width = Math.round((pageMm.width / 25.4) * how.dpi);
  const height = Math.round((pageMm.height / 25.4) * how.dpi);
  const marks = boxes.filter((box) => chosen.get(box.field)?.includes(box.value)).map((box) => markSvg(box, how.stroke)).join('');
  const overlay = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${pageMm.width} ${pageMm.height}">${marks}</svg>`);
  const filled = await sharp(page).resize(width, height, { fit: 'fill' }).composite([{ input: overlay }]).png(onTheWay).toBuffer();

  let image = sharp(how.printScale === 1 && how.shiftMm === 0 ? filled : await printedAskew(filled, { width, height }, how));
  if (how.turn !== 0) image = sharp(await image.rotate(how.turn, { background: 'white' }).png(onTheWay).toBuffer());
  const contrast = how.contrast ?? 1;
  if (contrast !== 1) image = sharp(await image.linear(contrast, 235 * (1 - contrast)).png(onTheWay).toBuffer());
  if (how.noise !== undefined) {
    const { width: w = 0, height: h = 0 } = await image.metadata();
    const grain = await sharp({ create: { width: w, height: h, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: how.noise } } }).png(onTheWay).toBuffer();
    image = sharp(await image.composite([{ input: grain, blend: 'soft-light' }]).png(onTheWay).toBuffer());
  }
  switch (how.format) {
    case 'jpeg': return image.jpeg({ quality: how.jpegQuality ?? 80 }).toBuffer();
    case 'png': return image.png().toBuffer();
    case 'tiff': return image.greyscale().tiff({ compression: 'lzw' }).toBuffer();
    case 'webp': return image.webp({ quality: 80 }).toBuffer();
    case '1-bit': return image.removeAlpha().threshold(150).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer();
  }
}

/** The printer scales about the page's centre, the feeder shifts. */
async function printedAskew(filled: Buffer, { width, height }: { readonly width: number; readonly height: number }, how: Scan): Promise<Buffer> {
  const printed = { width: Math.round(width * how.printScale), height: Math.round(height * how.printScale) };
  const shift = Math.round((how.shiftMm / 25.4) * how.dpi);
  const scaled = await sharp(filled).resize(printed.width, printed.height, { fit: 'fill' }).png(onTheWay).toBuffer();
  const left = Math.round((width - printed.width) / 2) + shift;
  const top = Math.round((height - printed.height) / 2) + shift;
  const cut = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const place = { left: Math.max(0, left), top: Math.max(0, top) };
  const visible = await sharp(scaled)
    .extract({ ...cut, width: Math.min(printed.width - cut.left, width - place.left), height: Math.min(printed.height - cut.top, height - place.top) })
    .png(onTheWay).toBuffer();
  return sharp({ create: { width, height, channels: 3, background: 'white' } }).composite([{ input: visible, ...place }]).png(onTheWay).toBuffer();
}
