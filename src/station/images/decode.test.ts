import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { decodePage, decodePlanes } from './decode.ts';
import { inspectFile } from './inspect.ts';

const [width, height] = [400, 600];
let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'zhiyue-decode-')); });
afterAll(() => rm(folder, { recursive: true }));

/** A white page with a block of a colour in its top left corner. */
function page(colour = '#000', w = width, h = height): Sharp {
  return sharp(Buffer.from(`<svg width="${w}" height="${h}" xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%" fill="#fff"/><rect width="${w / 4}" height="${h / 4}" fill="${colour}"/></svg>`)).removeAlpha();
}

async function decoded(name: string, bytes: Buffer, number = 1): Promise<GrayImage> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return (await decodePage(path, { page: number })).image;
}

/** Grey at a place given in shares of the sides. */
function at({ width: w, height: h, pixels }: GrayImage, x: number, y: number): number {
  return pixels[Math.floor(y * h) * w + Math.floor(x * w)] ?? -1;
}

const isUpright = (image: GrayImage): boolean => at(image, 0.1, 0.1) < 60 && at(image, 0.9, 0.1) > 200 && at(image, 0.1, 0.9) > 200 && at(image, 0.9, 0.9) > 200;

describe('decoding a page', () => {
  it.each<[string, (picture: Sharp) => Sharp]>([
    ['grey JPEG', (picture) => picture.toColourspace('b-w').jpeg()],
    ['colour JPEG', (picture) => picture.jpeg()],
    ['progressive JPEG', (picture) => picture.jpeg({ progressive: true })],
    ['CMYK JPEG', (picture) => picture.toColourspace('cmyk').jpeg()],
    ['grey PNG', (picture) => picture.toColourspace('b-w').png()],
    ['1-bit palette PNG', (picture) => picture.png({ palette: true, colours: 2 })],
    ['16-bit PNG', (picture) => picture.toColourspace('grey16').png()],
    ['16-bit colour PNG', (picture) => picture.toColourspace('rgb16').png()],
    ['LZW TIFF', (picture) => picture.toColourspace('b-w').tiff({ compression: 'lzw' })],
    ['G4 TIFF', (picture) => picture.toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 })],
    ['G4 TIFF, white is zero', (picture) => picture.toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite: true })],
    ['JPEG TIFF', (picture) => picture.tiff({ compression: 'jpeg' })],
    ['deflate TIFF', (picture) => picture.tiff({ compression: 'deflate' })],
    ['CMYK TIFF', (picture) => picture.toColourspace('cmyk').tiff()],
    ['WebP', (picture) => picture.webp()],
  ])('gives one byte a pixel, ink dark and paper light: %s', async (name, encode) => {
    const image = await decoded(`${name}.scan`, await encode(page()).toBuffer());
    expect(image).toMatchObject({ width, height });
    expect(image.pixels).toHaveLength(width * height);
    expect(isUpright(image)).toBe(true);
  });

  it('puts transparent pictures on white', async () => {
    const picture = await sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).composite([{ input: { create: { width: 100, height: 150, channels: 4, background: '#000' } }, left: 0, top: 0 }]).png().toBuffer();
    expect(isUpright(await decoded('transparent.png', picture))).toBe(true);
  });

  it.each(['#d22', '#24c', '#171', '#c3c'])('makes ink of the colour %s dark', async (colour) => {
    expect(at(await decoded('ink.png', await page(colour).png().toBuffer()), 0.1, 0.1)).toBeLessThan(70);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('applies EXIF orientation %i', async (orientation) => {
    const turns: Record<number, (picture: Sharp) => Sharp> = {
      1: (p) => p, 2: (p) => p.flop(), 3: (p) => p.rotate(180), 4: (p) => p.flip(),
      // What undoes the orientation: 5 transposes, 6 was turned 90 counter-clockwise, 7 transverses, 8 was turned 90 clockwise.
      5: (p) => p.rotate(90), 6: (p) => p.rotate(270), 7: (p) => p.rotate(270), 8: (p) => p.rotate(90),
    };
    const turned = await (turns[orientation] ?? ((p: Sharp) => p))(page()).png().toBuffer();
    const stored = orientation === 5 || orientation === 7 ? await sharp(turned).flop().png().toBuffer() : turned;
    const path = join(folder, `exif-${orientation}.jpg`);
    await sharp(stored).withMetadata({ orientation }).jpeg().toFile(path);
    const { image, sourceWidth, sourceHeight } = await decodePage(path, { page: 1 });
    expect({ w: image.width, h: image.height, sourceWidth, sourceHeight }).toEqual({ w: width, h: height, sourceWidth: width, sourceHeight: height });
    expect(isUpright(image)).toBe(true);
  });

  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('shrinks a page of 600 dpi by a whole factor: %s', async (format) => {
    const path = join(folder, `large.${format}`);
    await page('#000', 4960, 7016).toColourspace('b-w').toFormat(format).toFile(path);
    const { image, sourceWidth, scale } = await decodePage(path, { page: 1 });
    expect({ w: image.width, h: image.height, sourceWidth, scale }).toEqual({ w: 2480, h: 3508, sourceWidth: 4960, scale: 0.5 });
    expect(isUpright(image)).toBe(true);
  });

  it('reads every page of a TIFF', async () => {
    const strip = await sharp([await page('#000').png().toBuffer(), await page('#fff').png().toBuffer(), await page('#000').png().toBuffer()], { join: { across: 1 } }).raw().toBuffer({ resolveWithObject: true });
    const path = join(folder, 'pages.tif');
    await sharp(strip.data, { raw: { width: strip.info.width, height: strip.info.height, channels: strip.info.channels, pageHeight: height } }).tiff({ compression: 'lzw' }).toFile(path);
    expect(await inspectFile(path)).toEqual({ type: 'tiff', pages: 3 });
    expect(isUpright((await decodePage(path, { page: 3 })).image)).toBe(true);
    expect(at((await decodePage(path, { page: 2 })).image, 0.1, 0.1)).toBeGreaterThan(250);
  });

  it('reads every frame of a WebP, as far as each is whole', async () => {
    const frames = sharp([await page('#000').png().toBuffer(), await page('#fff').png().toBuffer()], { join: { animated: true } });
    const path = join(folder, 'frames.webp');
    await frames.webp({ lossless: true, loop: 0 }).toFile(path);
    expect(await inspectFile(path)).toEqual({ type: 'webp', pages: 2 });
    expect(isUpright((await decodePage(path, { page: 1 })).image)).toBe(true);
    expect(at((await decodePage(path, { page: 2 })).image, 0.1, 0.1)).toBeGreaterThan(250);
  });

  it('stops for an aborted signal', async () => {
    const path = join(folder, 'aborted.png');
    await page().png().toFile(path);
    await expect(decodePage(path, { page: 1, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });
});

const a4 = { width: 595.28, height: 841.89 };
async function pdf(name: string, draw: (document: PDFKit.PDFDocument, picture: Buffer) => void, picture?: Buffer): Promise<string> {
  const path = join(folder, name);
  const document = new PDFDocument({ autoFirstPage: false, margin: 0 });
  draw(document, picture ?? await page('#000', 1000, 1414).jpeg().toBuffer());
  document.end();
  await pipeline(document, createWriteStream(path));
  return path;
}

describe('decoding a page of a PDF', () => {
  it('takes the embedded JPEG at its own resolution', async () => {
    const path = await pdf('scan.pdf', (document, picture) => { for (let i = 0; i < 3; i++) document.addPage({ size: 'A4', margin: 0 }).image(picture, 0, 0, a4); });
    expect(await inspectFile(path)).toEqual({ type: 'pdf', pages: 3 });
    const { image } = await decodePage(path, { page: 3 });
    expect(image).toMatchObject({ width: 1000, height: 1414 });
    expect(isUpright(image)).toBe(true);
  });

  it.each([90, 180, 270])('turns the scan with the page: %i degrees', async (angle) => {
    const path = await pdf(`turned-${angle}.pdf`, (document, picture) => {
      document.addPage({ size: 'A4', margin: 0 }).image(picture, 0, 0, a4);
      Object.assign(document.page.dictionary.data, { Rotate: angle });
    });
    const { image } = await decodePage(path, { page: 1 });
    const corner = { 90: [0.9, 0.1], 180: [0.9, 0.9], 270: [0.1, 0.9] }[angle] ?? [0, 0];
    expect(at(image, corner[0] ?? 0, corner[1] ?? 0)).toBeLessThan(60);
    expect(at(image, 0.1, 0.1)).toBeGreaterThan(200);
    expect(image.width > image.height).toBe(angle !== 180);
  });

  it('undoes a mirrored placement as PDF viewers show it', async () => {
    const path = await pdf('mirrored.pdf', (document, picture) => { document.addPage({ size: 'A4', margin: 0 }).transform(-1, 0, 0, 1, a4.width, 0).image(picture, 0, 0, a4); });
    const { image } = await decodePage(path, { page: 1 });
    expect(at(image, 0.9, 0.1)).toBeLessThan(60);
    expect(at(image, 0.1, 0.1)).toBeGreaterThan(200);
  });

  it('renders a page that has more than a scan on it, at the scan\'s resolution', async () => {
    const path = await pdf('note.pdf', (document, picture) => { document.addPage({ size: 'A4', margin: 0 }).image(picture, 0, 0, a4).circle(400, 600, 60).fill('#e33'); });
    const { image } = await decodePage(path, { page: 1 });
    expect(Math.abs(image.width - 1000)).toBeLessThanOrEqual(1);
    expect(at(image, 0.1, 0.1)).toBeLessThan(60);
    expect(at(image, 400 / a4.width, 600 / a4.height)).toBeLessThan(80);
  });

  it('renders drawn pages at 200 dpi, and scans that are not JPEG', async () => {
    const drawn = await pdf('drawn.pdf', (document) => { document.addPage({ size: 'A4', margin: 0 }).rect(0, 0, a4.width / 4, a4.height / 4).fill('#000'); });
    const { image } = await decodePage(drawn, { page: 1 });
    expect(Math.abs(image.width - 1654)).toBeLessThanOrEqual(1);
    expect(isUpright(image)).toBe(true);
    const png = await pdf('png.pdf', (document, picture) => { document.addPage({ size: 'A4', margin: 0 }).image(picture, 0, 0, a4); }, await page('#000', 1000, 1414).png().toBuffer());
    expect(isUpright((await decodePage(png, { page: 1 })).image)).toBe(true);
  });
});

describe('the planes of foreign sheets', () => {
  const red = page('#e02020');
  it('keep the colour of every page of a TIFF and of a PDF, where red is paper for marks, however the scan lies', async () => {
    const pages = [page(), red].map((picture) => picture.clone());
    const stacked = sharp(await Promise.all(pages.map((picture) => picture.png().toBuffer())), { join: { animated: true } });
    await writeFile(join(folder, 'planes.tif'), await stacked.tiff({ compression: 'lzw' }).toBuffer());
    const pdf = new PDFDocument({ autoFirstPage: false, size: [width, height], margin: 0 });
    const done = pipeline(pdf, createWriteStream(join(folder, 'planes.pdf')));
    for (const picture of [page(), red]) pdf.addPage().image(await picture.clone().jpeg({ quality: 95 }).toBuffer(), 0, 0, { width, height });
    // Drawn, not scanned.
    pdf.addPage().rect(0, 0, width / 4, height / 4).fill('#e02020');
    pdf.end();
    await done;
    for (const [name, number] of [['planes.tif', 2], ['planes.pdf', 2], ['planes.pdf', 3]] as const) {
      const planes = await decodePlanes(join(folder, name), { page: number, size: { least: 500, most: 500 } });
      expect(planes.coloured, `${name} ${number}`).toBe(true);
      expect(Math.max(planes.print.width, planes.print.height)).toBe(500);
      expect(isUpright(planes.print), `${name} ${number}`).toBe(true);
      expect(at(planes.mark, 0.1, 0.1)).toBeGreaterThan(180);
    }
    expect((await decodePlanes(join(folder, 'planes.tif'), { page: 1, size: { least: 500, most: 500 } })).coloured).toBe(false);
    await expect(decodePlanes(join(folder, 'planes.tif'), { page: 3, size: { least: 500, most: 500 } })).rejects.toMatchObject({ code: 'input-missing' });
    await expect(decodePlanes(join(folder, 'planes.pdf'), { page: 4, size: { least: 500, most: 500 } })).rejects.toMatchObject({ code: 'input-missing' });
  });

  it('come from half, a quarter or an eighth of a JPEG where that is enough, whatever the file is called, and say so', async () => {
    const jpeg = await page().resize(1600, 2400, { fit: 'fill' }).jpeg().toBuffer();
    for (const name of ['large.jpg', 'large[1].jpg', 'large[shrink=8].jpg']) {
      await writeFile(join(folder, name), jpeg);
      for (const [size, longSide, shrunk] of [[{ least: 500, most: 900 }, 600, true], [{ least: 700, most: 900 }, 900, true], [{ least: 1_100, most: 1_100 }, 1_200, true], [{ least: 2_500, most: 2_500 }, 2_400, false]] as const) {
        const planes = await decodePlanes(join(folder, name), { page: 1, size });
        expect([Math.max(planes.print.width, planes.print.height), planes.shrunk], `${name} ${size.least}`).toEqual([longSide, shrunk]);
        expect(isUpright(planes.print)).toBe(true);
      }
    }
  });
});
