/** In a pool thread: decodes a page of a foreign sheet, reads it with its template, and cuts out what people will look at. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { PageQuality, PixelPoint } from '../../sheet/read/reading.ts';
import { ofSize } from '../../sheet/template/printed-size.ts';
import type { PagePlanes, TemplateReader, TemplateReading } from '../../sheet/template/read-template.ts';
import { cropToJpeg } from '../images/crop.ts';
import { decodePage, decodePlanes } from '../images/decode.ts';
import { loadTemplate } from './load-template.ts';
import { numberRegion } from './number-region.ts';
import { withItsNumbers } from './printed-bubbles.ts';
import { readPicture } from './read-picture.ts';
import { contentOf, hasContent, type RegionContent } from './region-content.ts';

const inputSchema = z.strictObject({ templateFile: z.string(), /** Of its boxes, where that is not the template's own. */ bubble: z.strictObject({ w: z.number(), h: z.number() }).nullable(), file: z.string(), page: z.int().min(1), /** Numbers of the roster; none: nobody knows who may have one. */ listed: z.array(z.string()), /** Folder for crops, made if need be, and how their names begin; null: none are cut. */ crops: z.strictObject({ folder: z.string(), stem: z.string() }).nullable() });
export type ReadTemplatePageInput = z.infer<typeof inputSchema>;

export interface TemplateCrop { readonly field: string; readonly file: string }
export interface ReadTemplatePageResult {
  readonly reading: TemplateReading;
  readonly quality: PageQuality;
  readonly crops: readonly TemplateCrop[];
  /** Of the regions that are read; none where the page was not found. */
  readonly contents: readonly RegionContent[];
}

/** No scan is finer. */
const asScanned = { least: 12_000, most: 12_000 };
/** Of a page on which a person enters the answers from its picture. */
const markedDpi = 150;

/** Loaded once a thread, by file name and size. */
const templates = new Map<string, Promise<TemplateReader>>();

export async function readTemplatePageJob(input: unknown, signal: AbortSignal): Promise<ReadTemplatePageResult> {
  const { templateFile, bubble, file, page, listed, crops } = inputSchema.parse(input), key = `${templateFile} ${bubble?.w ?? ''} ${bubble?.h ?? ''}`;
  let loading = templates.get(key);
  if (!loading) templates.set(key, loading = loadTemplate(templateFile, (template) => (bubble === null ? template : ofSize(template, bubble))));
  const reader = await loading;
  const read = await readPicture(file, reader, { page, signal }), { planes, quality } = read, reading = bubble === null ? read.reading : withItsNumbers(read, reader.expanded.template);
  signal.throwIfAborted();
  const cut: TemplateCrop[] = [];
  if (crops !== null) {
    const { width, height } = planes.print;
    const whole = { field: '', widthMm: 210, heightMm: 210 * height / width, dpi: reading.whole === 'untrusted' ? markedDpi : 75, corners: [{ x: 0, y: 0 }, { x: width, y: 0 }, { x: width, y: height }, { x: 0, y: height }] } as const;
    const number = numberRegion(reader.expanded, reading, listed);
    const wanted = reading.trouble === null ? [...(reading.whole !== null ? [whole] : []), ...(number === null ? [] : [number]), ...reading.regions] : [whole];
    if (wanted.length > 0) await mkdir(crops.folder, { recursive: true });
    for (const region of wanted) {
      const name = path.join(crops.folder, `${crops.stem}-${region.field === '' ? 'page' : region.field.replace(/[^\p{L}\p{N}-]+/gu, '_')}.jpg`);
      await writeFile(name, await cropToJpeg(planes.print, region.corners, region, 'own' in region ? region.own : undefined));
      cut.push({ field: region.field, file: name });
    }
  }
  return { reading, quality, crops: cut, contents: await contentsOf(reader, reading, planes, { file, page, signal }) };
}

/** Codes and letters are finer than bubbles: they are looked for in the page as it was scanned. */
async function contentsOf({ expanded: { template } }: TemplateReader, { regions, trouble }: TemplateReading, { print: seen, coloured }: PagePlanes, { file, page, signal }: { readonly file: string; readonly page: number; readonly signal: AbortSignal }): Promise<RegionContent[]> {
  if (trouble !== null || !hasContent(template)) return [];
  const hasText = template.regions.some(({ kind }) => kind === 'text');
  // A red stamp is paper in its red; a code that is printed in colour is not.
  const fine = coloured && hasText ? await decodePlanes(file, { page, signal, size: asScanned }) : null, image = fine?.print ?? (await decodePage(file, { page, signal })).image;
  const x = image.width / seen.width, y = image.height / seen.height;
  const at = (p: PixelPoint): PixelPoint => ({ x: p.x * x, y: p.y * y });
  return contentOf(template, regions.map((region) => ({ ...region, corners: [at(region.corners[0]), at(region.corners[1]), at(region.corners[2]), at(region.corners[3])] })), image, fine?.mark);
}
