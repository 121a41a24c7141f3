/** A reading as it comes back from another machine: checked whole, so that nothing gets into the record that the reader could not have found. */
import { z } from 'zod';
import type { ImageQuality, ItemReading, PageQuality, PageReading, PageRegion } from '../sheet/read/reading.ts';
import { refusals } from './routes/templates.ts';

/** A field of the layout: `11`, `11:2`, `candidate:0`, a name of the header; part of a file's name, so that it holds no slash. */
const field = z.string().regex(/^[\p{L}\p{N}_-][\p{L}\p{N}_.-]{0,59}(?::\d{1,3})?$/u);
const fieldOrPage = z.union([z.literal(''), field]);
const share = z.number().min(0).max(1);
const mm = z.number().min(0).max(2000);
const offset = z.number().min(-10_000).max(10_000);
const point = z.strictObject({ x: z.number().min(-100_000).max(100_000), y: z.number().min(-100_000).max(100_000) });
const corners = z.tuple([point, point, point, point]);
const doubt = z.enum(['faint', 'erased', 'crossed-out', 'partial', 'conflict', 'unclear', 'damaged']).nullable();
const value = z.string().max(10);

const item = z.strictObject({
  field, chosen: z.array(value).max(60), kind: z.enum(['blank', 'marked', 'multiple']), doubt, confidence: share,
  fills: z.array(z.strictObject({ value, fill: z.number().min(-10).max(10) })).max(60),
}) satisfies z.ZodType<ItemReading>;

const regionKind = z.enum(['open', 'text', 'header', 'item']);
const region = z.strictObject({ field: fieldOrPage, kind: regionKind, corners, widthMm: mm, heightMm: mm }) satisfies z.ZodType<PageRegion>;

const level = z.number().min(-1).max(2);
const qualityFields = {
  dpi: z.number().min(0).max(10_000).nullable(), orientation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]), skewDegrees: z.number().min(-360).max(360), residualMm: mm,
  contrast: level, edgeWidthMm: z.number().min(-10).max(2000), anchorsFound: z.int().min(0).max(1000), anchorsExpected: z.int().min(0).max(1000),
  outsideMm: offset.exactOptional(), longerMm: offset.exactOptional(), widerMm: offset.exactOptional(), stretchPercent: z.number().min(-1000).max(1000).exactOptional(),
  image: z.strictObject({ paperLevel: level, darkLevel: level, streaks: z.array(z.number().min(-1).max(2)).max(10_000), moire: z.number().min(-1).max(1000) } satisfies Record<keyof ImageQuality, z.ZodType>).exactOptional(),
} satisfies Record<keyof PageQuality, z.ZodType>;

/** Every field of a reading stands here, or this does not compile. */
const readingFields = {
  identity: z.strictObject({ by: z.enum(['code', 'structure', 'none']), examTag: z.string().max(100).nullable(), layoutVersion: z.string().max(100).nullable(), page: z.int().min(0).max(1000).nullable() }),
  candidate: z.strictObject({ by: z.enum(['code', 'bubbles', 'none']), candidateNo: z.string().regex(/^[\w-]{0,40}$/).nullable(), confidence: share, doubt }),
  written: z.array(z.array(z.strictObject({ digit: z.string().max(2), probability: share })).max(20)).max(40).exactOptional(),
  items: z.array(item).max(2000),
  regions: z.array(region).max(2000),
  paper: corners.exactOptional(),
  quality: z.strictObject(qualityFields),
  trouble: z.enum(['not-a-sheet', 'foreign-page', 'other-layout', 'no-code', 'not-registered', 'cut-off', 'unmarked', ...refusals]).nullable(),
} satisfies Record<keyof PageReading, z.ZodType>;
export const pageReadingSchema = z.strictObject(readingFields).meta({ id: 'PageReading' }) satisfies z.ZodType<PageReading>;

const pixels = z.int().min(1).max(100_000);
export const imageSizeSchema = z.strictObject({ width: pixels, height: pixels, sourceWidth: pixels, sourceHeight: pixels });

export const cropSchema = z.strictObject({
  field: fieldOrPage, kind: z.union([regionKind, z.literal('page')]),
  jpeg: z.base64().max(4_000_000).refine((text) => text.startsWith('/9j/'), 'no JPEG').describe('The JPEG, in base64.'),
});

export const rawTextSchema = z.strictObject({ field, text: z.string().max(500), confidence: share, trouble: z.string().max(60).nullable().describe('The error code why it could not be read; null when it was.') });

const scored = z.strictObject({ text: z.string().max(20), score: z.number().min(-1000).max(1000) });
/** A line of writing as the text reader read it: the candidate's name. */
export const writtenTextSchema = z.strictObject({ text: z.string().max(500), confidence: share, characters: z.array(scored.extend({ others: z.array(scored).max(50).exactOptional() })).max(500) });
