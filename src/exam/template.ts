/**
 * A sheet that somebody else designed: where its bubbles stand and how a page is found in its image.
 * `docs/template-format.md` explains the format; `src/sheet/template/omrchecker.ts` makes one of OMRChecker's `template.json`.
 */
import { z } from 'zod';
import { codeFormats } from './code-formats.ts';

/** Units: further out stands nothing on any paper. */
const coordinate = z.number().min(-100_000).max(100_000);
const length = z.number().min(0.001).max(100_000);
const label = z.string().trim().min(1).max(200);

const boxShape = {
  x: coordinate.describe('left edge, in units from the left edge of the page'),
  y: coordinate.describe('upper edge, in units from the upper edge of the page'),
  w: length.describe('width in units'),
  h: length.describe('height in units'),
};
const sizeSchema = z.strictObject({ w: length, h: length });

const blockSchema = z.strictObject({
  name: label,
  x: coordinate.describe('left edge of the first bubble\'s box'),
  y: coordinate.describe('upper edge of the first bubble\'s box'),
  bubble: sizeSchema.optional().describe('size of a bubble; the template\'s `bubble` when left out'),
  fields: z.array(label).min(1).max(2_000).describe('labels of the fields, in order; `q1..20` stands for q1 to q20'),
  values: z.array(z.string().min(1).max(40)).min(1).max(200).describe('what each bubble of a field means, in order'),
  direction: z.enum(['horizontal', 'vertical']).describe('where the next value of a field stands: to the right or below'),
  valueGap: coordinate.describe('from one value to the next, in units'),
  fieldGap: coordinate.describe('from one field to the next, across `direction`, in units'),
  empty: z.string().max(40).default('').describe('what an unmarked field puts into a column of several fields'),
});

const registrationSchema = z.strictObject({
  frame: z.enum(['image', 'paper']).default('image').describe('what the template\'s page is in a scan: the whole image, or the sheet of paper within it'),
  markers: z.strictObject({
    image: z.string().describe('file of one marker\'s picture, beside the template'),
    widthShare: z.number().positive().max(1).default(1 / 17).describe('width of a marker as a share of the sheet\'s width'),
  }).optional().describe('four equal markers whose centres are the page\'s corners'),
  marks: z.array(z.strictObject(boxShape)).max(500).default([]).describe('black printed blocks: corner blocks, timing marks; at least three to be of use'),
  reference: z.string().optional().describe('file of a page that lies just as the template has it, beside the template: what is printed on it is looked for'),
  limitMm: length.default(2).describe('a page whose bubbles lie further from where the template has them, in the root mean square, is not read'),
});

const regionHead = { name: label.describe('what it is called; the column of a `code` or `text` in answers.csv'), ...boxShape };
const textRegionSchema = z.strictObject({
  kind: z.literal('text'), ...regionHead,
  language: z.enum(['zh', 'en', 'digits', 'mixed']).optional().describe('the characters to expect; left out: what it can be tells, else Chinese and English'),
  writing: z.enum(['print', 'hand']).default('print').describe('`hand`: written freely, which only one of the two readers can read'),
  cells: z.int().min(1).max(40).optional().describe('so many equally wide cells with one digit or letter each'),
  digits: z.int().min(1).max(40).optional().describe('a number of just so many digits'),
  options: z.array(z.string().trim().min(1).max(200)).min(1).max(2_000).optional().describe('what can stand there'),
  roster: z.enum(['number', 'name', 'class']).optional().describe('with a roster: only what it has in this column can stand there'),
});
const regionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), ...regionHead }),
  z.strictObject({ kind: z.literal('code'), ...regionHead, formats: z.array(z.enum(codeFormats)).min(1).optional().describe('the kinds of code that are looked for; all when left out') }),
  textRegionSchema,
]);

export const templateSchema = z.strictObject({
  format: z.literal('zhiyue-template'),
  version: z.literal(1),
  name: z.string().max(200).default(''),
  unit: z.enum(['mm', 'px']).describe('`px`: pixels of the picture on which the template was drawn'),
  page: z.strictObject({ width: length, height: length, widthMm: length.optional().describe('width of the paper in millimetres, where the unit is `px` and it is known') }),
  bubble: sizeSchema.describe('size of a bubble'),
  registration: registrationSchema.prefault({}),
  blocks: z.array(blockSchema).max(2_000).describe('none where only codes and texts are read; then `reference` or `marks` say where the page lies'),
  columns: z.array(z.strictObject({ name: label, fields: z.array(label).min(1) })).describe('what is reported, in order: a field, or several fields put together'),
  candidate: label.optional().describe('the column, or the `code` or `text` region, that says who wrote the sheet'),
  regions: z.array(regionSchema).max(500).default([]).describe('`code` and `text` are read, `text` and `open` cut out'),
}).refine(({ blocks, registration: { marks, reference } }) => blocks.length > 0 || reference !== undefined || marks.length >= 3, { error: 'template-blocks-none', path: ['blocks'] });

/** In page units: millimetres, or pixels of the picture on which it was drawn. */
export type Template = z.infer<typeof templateSchema>;
export type TemplateBlock = Template['blocks'][number];
export type TextRegion = z.infer<typeof textRegionSchema>;
