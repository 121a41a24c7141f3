/** A picture of a foreign sheet, read in as few pixels as are enough, and in more where a doubt remains (decision 0102). */
import { Effort } from '../../sheet/register/effort.ts';
import { readAtAnyAngle } from '../../sheet/template/askew.ts';
import { measureImage } from '../../sheet/read/image-quality.ts';
import type { PageQuality } from '../../sheet/read/reading.ts';
import { templatePageQuality } from '../../sheet/template/page-quality.ts';
import { judgedByPicture } from '../../sheet/template/picture-fault.ts';
import { readWithTemplate, type FieldReading, type TemplateReader, type TemplateReading } from '../../sheet/template/read-template.ts';
import { decodePlanes, refuseLostData, type DecodeOptions } from '../images/decode.ts';
import type { DecodedPlanes, PictureSize } from '../images/raster.ts';

/** What a page was read as, and in which picture: places in the reading are its pixels. */
export interface ReadPicture { readonly planes: DecodedPlanes; readonly reading: TemplateReading }

/** Decodes and reads one page; where that cannot be, by what is wrong with the picture if it shows that. Throws what `decodePlanes` throws; file-damaged also where the page makes no sense because a part of its file is lost. */
export async function readPicture(file: string, reader: TemplateReader, options: DecodeOptions): Promise<ReadPicture & { readonly quality: PageQuality }> {
  const { planes, reading } = await readPage(file, reader, options);
  if (reading.trouble !== null) await refuseLostData(file);
  const measured = measureImage(planes.print);
  return { planes, reading: judgedByPicture(reading, planes.print, reader, measured), quality: templatePageQuality(planes.print, planes.scale, measured, reading, reader) };
}

/** Quickly, and unless all of it is clear once more from a finer picture, whose word counts. */
async function readPage(file: string, reader: TemplateReader, options: DecodeOptions): Promise<ReadPicture> {
  const fine = fineSize(reader), effort = new Effort();
  if (mayBeQuick(reader)) {
    const planes = await decodePlanes(file, { ...options, size: { least: longSideFor(reader, quick), most: fine.most } });
    const finest = !planes.shrunk || Math.max(planes.print.width, planes.print.height) >= fine.most;
    const reading = finest ? readAtAnyAngle(planes, reader, effort) : readWithTemplate(planes, reader, { everywhere: false, effort });
    if (finest || isClear(reading)) return { planes, reading };
  }
  const planes = await decodePlanes(file, { ...options, size: fine });
  return { planes, reading: readAtAnyAngle(planes, reader, effort) };
}

/** Regions are cut out for people, or read by letters; and a page that is found by its ink alone has little else to be sure by. */
function mayBeQuick({ expanded }: TemplateReader): boolean {
  return expanded.bubbles.length > 0 && expanded.template.regions.length === 0;
}

/** Whether nothing is doubtful, nor would be with a little more or less ink. */
function isClear({ trouble, fields, columns }: TemplateReading): boolean {
  return trouble === null && columns.every(({ doubtful }) => !doubtful) && fields.every((field) => field.doubt === null && field.margin >= clearMargin && (field.chosen.length > 0 || isBare(field)));
}

/** Log odds; an item waits for a person below 4.2. */
const clearMargin = 6;

/** Whether no bubble of a field without marks stands out, as a pale mark does. */
function isBare({ fills }: FieldReading): boolean {
  const [top = 0, second = 0] = fills.map(({ fill }) => fill).sort((a, b) => b - a);
  return top < pale.least || top < pale.beyond * second;
}

/** Share of the page's usual mark, and how many times more than the next one: half of what makes a pale mark a doubt. */
const pale = { least: 0.025, beyond: 2.5 };

/** Pixels across the narrower side of a bubble, and bounds for the picture's long side. */
interface Fineness { readonly bubblePx: number; readonly least: number; readonly most: number }

/** Enough where all is clear: sheets of OMRChecker's that come in this size are read without a fault. */
const quick: Fineness = { bubblePx: 12, least: 900, most: 2400 };
/** Reading is happy with so much, and gains nothing from more. */
const fine: Fineness = { bubblePx: 20, least: 1600, most: 2400 };

/** The finer picture that a page is read from. */
export function fineSize(reader: TemplateReader): PictureSize {
  // Without bubbles only the page is looked for.
  const size = reader.expanded.bubbles.length === 0 ? fine.least : longSideFor(reader, fine);
  return { least: size, most: size };
}

/** Photos that show more than the paper need more. */
function longSideFor({ expanded, lattice }: TemplateReader, { bubblePx, least, most }: Fineness): number {
  const page = Math.max(lattice.width, lattice.height) / lattice.size * bubblePx;
  return Math.round(Math.max(least, Math.min(most, page * (expanded.template.registration.frame === 'paper' ? 1.5 : 1.1))));
}
