/** In a pool thread: a page of a sheet that somebody else printed, as a reading of the exam's own, with what is cut out of it. */
import type { Template } from '../../../exam/template.ts';
import type { ForeignSheet, Layout } from '../../../sheet/layout.ts';
import type { GrayImage, PageQuality, PageReading, PixelPoint } from '../../../sheet/read/reading.ts';
import { expandTemplate } from '../../../sheet/template/expand.ts';
import { isOfOtherSize, ofSize, worthATry } from '../../../sheet/template/printed-size.ts';
import { templateReader, type TemplateReader, type TemplateReading } from '../../../sheet/template/read-template.ts';
import type { CropCorners, CropSize } from '../../images/crop.ts';
import { decodePage } from '../../images/decode.ts';
import { embeddedPicture } from '../../template/embedded-pictures.ts';
import { asPageReading, type ForeignRegion } from '../../template/as-page-reading.ts';
import { misplaced, printedBubbles, type Scan, withItsNumbers } from '../../template/printed-bubbles.ts';
import { readPicture, type ReadPicture } from '../../template/read-picture.ts';
import { contentOf } from '../../template/region-content.ts';
import type { ImageSize } from './read-page-result.ts';

export interface ForeignLayout { readonly layout: Layout; readonly foreign: ForeignSheet; readonly reader: TemplateReader; /** For its template with boxes of another size. */ readonly readerOf: (template: Template) => TemplateReader }

/** A page as it was read, ours as well, and what is to be cut out of it. */
export interface PageWithCuts {
  readonly reading: PageReading;
  /** What it was read in. */
  readonly image: GrayImage;
  readonly size: ImageSize;
  /** What is cut out, from which image. */
  readonly cuts: readonly { readonly region: ForeignRegion & Pick<CropSize, 'dpi'>; readonly from: GrayImage; /** Of the region in that image. */ readonly corners: CropCorners }[];
}

/** The template ready for reading, once for all pages, with the pictures that it holds. */
export async function foreignLayoutOf(layout: Layout, foreign: ForeignSheet): Promise<ForeignLayout> {
  const { markers, reference } = foreign.template.registration, marker = await embeddedPicture(markers?.image), referred = await embeddedPicture(reference);
  const readerOf = (template: Template): TemplateReader => templateReader(expandTemplate(template), marker, referred);
  return { layout, foreign, reader: readerOf(foreign.template), readerOf };
}

/** Throws what decoding throws. */
export async function readForeign(file: string, page: number, foreignLayout: ForeignLayout, signal: AbortSignal): Promise<PageWithCuts> {
  const { layout, foreign } = foreignLayout, { planes, reading, quality, reader } = await readInSize({ file, page, signal }, foreignLayout);
  signal.throwIfAborted();
  const seen = planes.print, source = { width: Math.round(seen.width / planes.scale), height: Math.round(seen.height / planes.scale) };
  const isFine = reading.registration !== null && (foreign.code !== undefined || foreign.regions.length > 0);
  // Codes and letters are finer than bubbles: they are looked for in the page as it was scanned.
  const fine = isFine ? (await decodePage(file, { page, signal })).image : null;
  const inFine = (p: PixelPoint): PixelPoint => (fine === null ? p : { x: p.x * fine.width / seen.width, y: p.y * fine.height / seen.height });
  const cornersIn = ([a, b, c, d]: CropCorners): CropCorners => [inFine(a), inFine(b), inFine(c), inFine(d)];
  const codes = fine === null ? [] : await codesIn(foreign, reading, fine, cornersIn), asRead = asPageReading({ layout, foreign, expanded: reader.expanded, reading, quality: ofPicture(quality, planes.scale), codes });
  const { regions, ...rest } = asRead;
  return {
    // What is around a doubtful field is of no use beyond its crop.
    reading: { ...rest, regions: regions.map(({ own: _own, ...region }) => region) },
    image: seen,
    size: { width: seen.width, height: seen.height, sourceWidth: source.width, sourceHeight: source.height },
    cuts: regions.map((region) => {
      const isFinely = fine !== null && (region.kind === 'open' || region.kind === 'text');
      return { region, from: isFinely ? fine : seen, corners: isFinely ? cornersIn(region.corners) : region.corners };
    }),
  };
}

/** With the resolution of the picture that was read, as our own pages have it; the measure is the scan's. */
function ofPicture(quality: PageQuality, scale: number): PageQuality {
  return { ...quality, dpi: quality.dpi === null ? null : quality.dpi * scale };
}

/** Where it is not found, once more with boxes as large as the bubbles are printed: of a template that was made elsewhere they may be of any size. */
async function readInSize(scan: Scan, { reader, readerOf, foreign: { template } }: ForeignLayout): Promise<ReadPicture & { readonly quality: PageQuality; readonly reader: TemplateReader }> {
  const { file, ...options } = scan, read = await readPicture(file, reader, options);
  if (read.reading.trouble === null || !misplaced.has(read.reading.trouble)) return { ...read, reader };
  const printed = await printedBubbles(scan, template, readerOf, { isLost: true });
  if (printed === null || !isOfOtherSize(template.bubble, printed, worthATry)) return { ...read, reader };
  const resized = readerOf(ofSize(template, printed)), again = await readPicture(file, resized, options), reading = withItsNumbers(again, resized.expanded.template);
  return reading.trouble === null ? { ...again, reading, reader: resized } : { ...read, reader };
}

/** What the codes say in which the candidate number is. */
async function codesIn({ template, code }: ForeignSheet, { regions }: TemplateReading, image: GrayImage, cornersIn: (corners: CropCorners) => CropCorners): Promise<string[]> {
  if (code === undefined) return [];
  const contents = await contentOf({ ...template, regions: template.regions.filter(({ name }) => name === code.name) }, regions.map((region) => ({ ...region, corners: cornersIn(region.corners) })), image);
  return contents.flatMap((content) => (content.kind === 'codes' ? content.codes.map(({ text }) => text) : []));
}
