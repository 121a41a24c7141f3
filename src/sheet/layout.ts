/**
 * Where everything stands on the printed pages of one sheet, in millimetres from the page's top left corner.
 * Others write programs against this file format (`sheets.layout.json`): `docs/layout-format.md` explains it.
 */
import { z } from 'zod';
import { templateSchema } from '../exam/template.ts';

const mm = z.number().finite();
const box = {
  x: mm.describe('left edge, in millimetres from the left edge of the page'),
  y: mm.describe('upper edge, in millimetres from the upper edge of the page'),
  w: mm.positive().describe('width in millimetres'),
  h: mm.positive().describe('height in millimetres'),
};

export const bubbleSchema = z.strictObject({
  field: z.string().describe('`<no>` for a choice question, `<no>:<i>` for digit column i of a numeric question, `candidate:<i>` for digit column i of the candidate number (i from 0, left to right)'),
  value: z.string().describe('what a mark here means: `A`…, `T`/`F`, `0`–`9`, `-`, `.`'),
  ...box,
});

export const regionSchema = z.strictObject({
  field: z.string().describe('question number for `open` and `text`; `name`, `class`, `candidate` for header boxes; `code` for a machine code'),
  kind: z.enum(['open', 'text', 'header', 'code']).describe('`open`: a box that people mark; `text`: a box that is read by OCR; `header`: who it is; `code`: a QR code without its quiet zone'),
  ...box,
});

export const anchorSchema = z.strictObject({
  kind: z.enum(['square', 'ring']).describe('`square`: filled black; `ring`: black with a white square hole, marks the top left of the page'),
  ...box,
});

export const layoutPageSchema = z.strictObject({
  page: z.int().min(1).describe('1 for the first page of a sheet'),
  width: mm.positive().describe('width of the paper in millimetres'),
  height: mm.positive().describe('height of the paper in millimetres'),
  bubbles: z.array(bubbleSchema),
  regions: z.array(regionSchema),
  anchors: z.array(anchorSchema),
});

const foreignSchema = z.strictObject({
  template: templateSchema,
  fields: z.array(z.strictObject({
    label: z.string().describe('of the template'),
    field: z.string().describe('of the layout'),
    values: z.array(z.string()).describe('what its bubbles mean in the exam, in the order of the template'),
  })),
  regions: z.array(z.strictObject({ name: z.string().describe('of the template'), field: z.string().describe('of the layout') })),
  code: z.strictObject({ name: z.string().describe('of the template\'s region'), digits: z.int().min(1) }).optional().describe('where the candidate number is in a bar code or a square one'),
});

export const layoutSchema = z.strictObject({
  version: z.string().describe('changes whenever anything moves; printed in the page code'),
  unit: z.literal('mm'),
  exam: z.string().describe('id of the exam'),
  personal: z.boolean().describe('true: the candidate is in the page code, and there is no candidate number grid'),
  pages: z.array(layoutPageSchema).min(1).describe('the pages of one sheet, however many candidates are printed'),
  foreign: foreignSchema.optional().describe('of sheets that somebody else printed: the template by which they are read, and which of its fields and regions are asked for'),
});

export type Layout = z.infer<typeof layoutSchema>;
export type ForeignSheet = z.infer<typeof foreignSchema>;
export type LayoutPage = z.infer<typeof layoutPageSchema>;
export type LayoutBubble = z.infer<typeof bubbleSchema>;
export type LayoutRegion = z.infer<typeof regionSchema>;
export type LayoutAnchor = z.infer<typeof anchorSchema>;
