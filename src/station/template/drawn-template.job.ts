/** In a pool thread: what the template editor needs of a scan. */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { median } from '../../sheet/read/median.ts';
import type { GrayImage, PageQuality } from '../../sheet/read/reading.ts';
import { blockOnBubbles, isNear } from '../../sheet/template/edit.ts';
import { type ExpandedTemplate, expandTemplate } from '../../sheet/template/expand.ts';
import { gridOnPrint, type OnPrint } from '../../sheet/template/grid-on-print.ts';
import { type PagePlanes, readWithTemplate, type TemplateReader, templateReader, type TemplateReading } from '../../sheet/template/read-template.ts';
import { type Template, templateSchema, type TemplateBlock } from '../../exam/template.ts';
import { cropGray, jpegOfGray } from '../images/crop.ts';
import { decodePage, decodePlanes } from '../images/decode.ts';
import { inspectFile } from '../images/inspect.ts';
import { fineSize, readPicture } from './read-picture.ts';

const inputSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('reference'), /** A scan. */ file: z.string(), /** Null: the page is the whole picture. */ template: templateSchema.nullable() }),
  z.strictObject({ what: z.literal('snap'), /** The reference. */ file: z.string(), /** With one block. */ template: templateSchema }),
  z.strictObject({ what: z.literal('read'), file: z.string(), template: templateSchema, /** From 1. */ page: z.int().min(1), /** Whether the page is wanted as a picture. */ picture: z.boolean() }),
]);
export type DrawnTemplateInput = z.infer<typeof inputSchema>;

/** A JPEG of the page as the template has it, and its size in pixels; `pages`: of the file, of which the first one was taken. */
export interface Reference { readonly jpeg: Uint8Array; readonly width: number; readonly height: number; readonly pages: number }
export interface Snapped extends Pick<OnPrint, 'printed' | 'isSure'> { readonly block: TemplateBlock | null; readonly support: number }
export interface TriedReading { readonly reading: TemplateReading; readonly quality: PageQuality; readonly width: number; readonly height: number; /** Of the file. */ readonly pages: number; /** A JPEG of that size, where it was asked for. */ readonly jpeg: Uint8Array | null }

/** A pixel of the crop for each unit. */
const mmPerInch = 25.4;

/** Throws what decoding throws; template-invalid where the template is not seen on the scan that is to be its reference. */
export async function drawnTemplateJob(input: unknown, signal: AbortSignal): Promise<Reference | Snapped | TriedReading> {
  const asked = inputSchema.parse(input);
  if (asked.what === 'reference' && asked.template === null) {
    const { image } = await decodePage(asked.file, { page: 1, signal });
    return { jpeg: await jpegOfGray(image, jpegQuality), width: image.width, height: image.height, pages: await pagesOf(asked.file) };
  }
  const template = templateSchema.parse(asked.template);
  const reader = templateReader(expandTemplate(template));
  // As `zhiyue read` reads it: at any angle, and with its words for what cannot be read.
  if (asked.what === 'read') {
    const { planes: { print }, reading, quality } = await readPicture(asked.file, reader, { page: asked.page, signal });
    return { reading, quality, width: print.width, height: print.height, pages: await pagesOf(asked.file), jpeg: asked.picture ? await jpegOfGray(print, jpegQuality) : null };
  }
  const planes = await decodePlanes(asked.file, { page: 1, signal, size: fineSize(reader) });
  if (asked.what === 'snap') {
    const { laid, ...told } = onItsPrint(planes.print, template);
    if (laid === 'nowhere') return { block: null, support: 0, ...told };
    if (laid !== null && laid.seen >= surelySeen) return { block: laid.block, support: laid.seen, ...told };
    const first = snapped(planes, reader), [drawn] = template.blocks;
    if (drawn === undefined || (first.block !== null && isNear(drawn, first.block))) return { ...first, ...told };
    // A few rows of many alike fit as well some rows further: with nothing else on the page they do not.
    return { ...snapped({ ...planes, print: alone(planes.print, reader.expanded), mark: alone(planes.mark, reader.expanded) }, reader), ...told };
  }
  const reading = readWithTemplate(planes, reader, { whole: true });
  if (!reading.registration) throw ZhiyueError.of('template-invalid', [fault('template-unseen')]);
  const { page } = template;
  // Fine enough to draw on, however coarse the template's units are.
  const scale = Math.max(1, referencePx / Math.max(page.width, page.height));
  const straight = cropGray(planes.print, reading.registration.corners, { widthMm: page.width * scale, heightMm: page.height * scale, dpi: mmPerInch });
  return { jpeg: await jpegOfGray(straight, jpegQuality), width: straight.width, height: straight.height, pages: await pagesOf(asked.file) };
}

/** On a reference that lies straight, where boxes and gaps are told apart. */
function onItsPrint(image: GrayImage, { blocks: [block], bubble, page }: Template): OnPrint {
  return block === undefined ? { laid: null, printed: null, isSure: false } : gridOnPrint(image, block, block.bubble ?? bubble, { x: page.width / image.width, y: page.height / image.height });
}

/** Share of its bubbles from which a block is where it was found. */
const surelySeen = 0.9;

function snapped(planes: PagePlanes, reader: TemplateReader): Pick<Snapped, 'block' | 'support'> {
  const reading = readWithTemplate(planes, reader, { whole: false });
  if (!reading.registration) return { block: null, support: 0 };
  const { page } = reader.expanded.template;
  const perUnit = { x: planes.print.width / page.width, y: planes.print.height / page.height };
  const block = blockOnBubbles(reader.expanded, reading.bubbles.map(({ x, y }) => ({ x: x / perUnit.x, y: y / perUnit.y })));
  return { block, support: reading.registration.support.bubbles };
}

/** Of the distance between neighbours, around the block: whoever draws worse than that has drawn another one. */
const reach = 0.7;

/** The picture with paper all around the template's bubbles. */
function alone({ pixels, width, height }: GrayImage, { template, bubbles }: ExpandedTemplate): GrayImage {
  const [block] = template.blocks;
  const room = reach * Math.min(Math.abs(block?.valueGap ?? 0), Math.abs(block?.fieldGap ?? 0));
  const perX = width / template.page.width, perY = height / template.page.height;
  const left = Math.floor((Math.min(...bubbles.map(({ x }) => x)) - room) * perX), right = Math.ceil((Math.max(...bubbles.map(({ x, w }) => x + w)) + room) * perX);
  const top = Math.floor((Math.min(...bubbles.map(({ y }) => y)) - room) * perY), bottom = Math.ceil((Math.max(...bubbles.map(({ y, h }) => y + h)) + room) * perY);
  const bare = new Uint8Array(pixels.length).fill(median(Array.from({ length: paperSamples }, (_, i) => pixels[Math.floor(i * pixels.length / paperSamples)] ?? 255)));
  const from = Math.max(0, left), to = Math.min(width, right);
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) if (to > from) bare.set(pixels.subarray(y * width + from, y * width + to), y * width + from);
  return { width, height, pixels: bare };
}

const paperSamples = 4_001;

const pagesOf = async (file: string): Promise<number> => (await inspectFile(file)).pages;

const referencePx = 2_000;
const jpegQuality = 75;
