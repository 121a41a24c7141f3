/** Templates of sheets that somebody else printed: drawn over a reference scan, kept by the station, tried on other scans. */
import { z } from 'zod';
import type { Unread } from '../../sheet/template/read-template.ts';
import type { RouteSpec } from '../route.ts';

/** Why a page is not read with a template. */
export const refusals = ['blank', 'paper-not-found', 'sheet-not-found', 'other-sheet', 'place-unsure', 'sheet-bent', 'picture-dark', 'picture-blurred', 'picture-long', 'picture-shape', 'picture-small', 'picture-black', 'picture-negative'] as const satisfies readonly Unread[];
const templateParams = z.strictObject({ templateId: z.string().min(1) });
const coordinate = z.number().min(-100_000).max(100_000);
const length = z.number().min(0.001).max(100_000);
const label = z.string().trim().min(1).max(200);

export const templateBlockSchema = z.strictObject({
  name: label,
  x: coordinate.describe('Left edge of the first bubble, in pixels of the reference.'),
  y: coordinate.describe('Upper edge of the first bubble.'),
  w: length.describe('Width of a bubble.'),
  h: length,
  fields: z.array(label).min(1).max(2_000).describe('Labels of the fields, in order; `q1..20` stands for q1 to q20.'),
  values: z.array(z.string().min(1).max(40)).min(1).max(200).describe('What each bubble of a field means, in order.'),
  direction: z.enum(['horizontal', 'vertical']).describe('Where the next value of a field stands: to the right or below.'),
  valueGap: coordinate.describe('From one value to the next.'),
  fieldGap: coordinate.describe('From one field to the next.'),
  column: label.nullable().describe('The column in which its fields are put together, such as the digits of a number; blocks with the same one go into it in their order. Null: each field has a column of its own, or the one that the file gave it.'),
  candidate: z.boolean().describe('Whether `column` is the candidate number.'),
  empty: z.string().max(40).optional().describe('What an unmarked field puts into a column of several; left out: what the block of this name has, else nothing.'),
}).meta({ id: 'TemplateBlock' });
export type TemplateBlock = z.infer<typeof templateBlockSchema>;

const templateRegionSchema = z.strictObject({
  name: label, kind: z.enum(['code', 'text', 'open']).describe('`code` and `text` are read, `open` is cut out.'), x: coordinate.describe('Left edge, in pixels of the reference.'), y: coordinate, w: length, h: length,
  candidate: z.boolean().describe('Whether it says who wrote the sheet.'),
}).meta({ id: 'TemplateRegion' });
export type TemplateRegion = z.infer<typeof templateRegionSchema>;

const templateHead = {
  templateId: z.string(), name: z.string(), revision: z.int(), updatedAt: z.string(), fields: z.int().describe('How many fields its blocks have.'),
  referenceRevision: z.int().describe('At which revision it got the scan it is drawn on; 0: it has none.'),
};
const templateSummarySchema = z.strictObject(templateHead).meta({ id: 'TemplateSummary' });
export const templateSchema = z.strictObject({
  ...templateHead, width: z.number().describe('Of the page, in pixels of the reference.'), height: z.number(), overhang: z.number().describe('Share of the page by which bubbles may lie beyond it; above 0 where it ends in the middles of markers.'), blocks: z.array(templateBlockSchema),
  regions: z.array(templateRegionSchema).describe('What the file it was made from reads or cuts out besides; they stay as they are.'),
  pictures: z.array(z.string()).describe('Files of pictures that the file it was made from names: a marker, a reference. The station has them not; they must lie beside the file that is given out.'),
}).meta({ id: 'Template' });
export type SheetTemplate = z.infer<typeof templateSchema>;

const point = z.tuple([z.number(), z.number()]);
export const templateReadingSchema = z.strictObject({
  refusal: z.enum(refusals).nullable().describe('Why nothing was read; null where the sheet was found.'),
  width: z.int().describe('Of the image, in pixels.'), height: z.int(), pages: z.int().min(1).describe('Of the file.'),
  residualMm: z.number().nullable().describe('How far bubbles lie from where the template has them, in the root mean square, on A4 where the size of the paper is not known; null where nothing was found.'),
  fields: z.array(z.strictObject({ label: z.string(), chosen: z.string().describe('Values that are marked, in order; the best guess where it is doubtful.'), doubtful: z.boolean() })),
  answers: z.array(z.strictObject({ column: z.string(), value: z.string().describe('Empty for a blank; the best guess where it is doubtful.'), doubtful: z.boolean(), incomplete: z.boolean().describe('A digit or sign is missing.') })).describe('The columns that bubbles have in `answers.csv`, as `zhiyue read` writes them; codes and writing are not read here.'),
  exceptions: z.int().describe('How many `zhiyue read` would have of it in `exceptions.csv`.'),
  whole: z.enum(['unmarked', 'untrusted', 'no-number']).nullable().describe('What waits for a person about the page as a whole: next to nothing is marked on it, all of it is in doubt, or it has no candidate number.'),
  picture: z.string().nullable().describe('The page as it was read, a JPEG in base64 of `width` by `height`; null unless it was asked for.'),
  bubbles: z.array(z.strictObject({ field: z.string(), value: z.string(), marked: z.boolean(), corners: z.array(point).describe('In pixels of the image, from the upper left one clockwise as on the page.') })),
}).meta({ id: 'TemplateReading' });
export type TemplateReading = z.infer<typeof templateReadingSchema>;

/** With its reference scan anew. */
const onReferenceSchema = templateSchema.extend({ pages: z.int().min(1).describe('Of the scan; the first one was taken.') }).meta({ id: 'TemplateOnReference' });

const importedSchema = templateSchema.extend({ leftAside: z.array(z.string()).describe('Preprocessors of OMRChecker\'s that nothing is known of: they are not in the template.') }).meta({ id: 'ImportedTemplate' });

const snappedSchema = z.strictObject({
  block: templateBlockSchema, support: z.number().min(0).max(1).describe('Share of its bubbles that are seen on the reference; 0: none are near, and the block is as it was drawn.'),
  printed: z.strictObject({ fields: z.int().min(1), values: z.int().min(1) }).nullable().describe('How many fields and values are printed in the frame of the block, where these are others than its own.'),
  isSure: z.boolean().describe('Whether these were counted one by one: else the block may have another number than is printed, though its bubbles are seen.'),
}).meta({ id: 'SnappedBlock' });
export type SnappedBlock = z.infer<typeof snappedSchema>;

const scanBytes = 60_000_000;

export const templateRoutes = {
  listTemplates: { method: 'GET', path: '/api/templates', summary: 'Templates of foreign sheets that the station keeps.', needs: 'exams.change', scope: 'station', answer: z.strictObject({ templates: z.array(templateSummarySchema) }) },
  createTemplate: {
    method: 'POST', path: '/api/templates', summary: 'A new template on a reference scan (JPEG, PNG, TIFF, WebP or PDF; its first page), without blocks.', needs: 'exams.change', scope: 'station',
    query: z.strictObject({ name: label }), body: 'bytes', maxBytes: scanBytes, status: 201, answer: onReferenceSchema,
  },
  importTemplate: {
    method: 'POST', path: '/api/templates/import', summary: 'A new template from a template file of ours or OMRChecker\'s template.json.', needs: 'exams.change', scope: 'station',
    query: z.strictObject({ name: label }), body: z.record(z.string(), z.unknown()), status: 201, answer: importedSchema,
  },
  getTemplate: { method: 'GET', path: '/api/templates/:templateId', summary: 'One template with its blocks.', needs: 'exams.change', scope: 'station', params: templateParams, answer: templateSchema },
  saveTemplate: {
    method: 'PUT', path: '/api/templates/:templateId', summary: 'Replaces name and blocks of a template; the rest of an imported one stays.', needs: 'exams.change', scope: 'station', params: templateParams,
    body: z.strictObject({ revision: z.int().min(1).describe('The revision that was changed; another one in the station is refused.'), name: label, blocks: z.array(templateBlockSchema).max(2_000) }), answer: templateSchema,
  },
  deleteTemplate: { method: 'DELETE', path: '/api/templates/:templateId', summary: 'Removes a template and its reference.', needs: 'exams.change', scope: 'station', params: templateParams, status: 204, answer: z.undefined() },
  setTemplateReference: {
    method: 'PUT', path: '/api/templates/:templateId/reference', summary: 'Another reference scan; the page is then its size, and the blocks keep their place on the page.', needs: 'exams.change', scope: 'station', params: templateParams,
    body: 'bytes', maxBytes: scanBytes, answer: onReferenceSchema,
  },
  getTemplateReference: { method: 'GET', path: '/api/templates/:templateId/reference', summary: 'The reference scan as a JPEG image.', needs: 'exams.change', scope: 'station', params: templateParams, answer: 'file' },
  getTemplateFile: { method: 'GET', path: '/api/templates/:templateId/file', summary: 'The template as a file for `zhiyue read --template`.', needs: 'exams.change', scope: 'station', params: templateParams, answer: 'file' },
  snapBlock: {
    method: 'POST', path: '/api/templates/:templateId/snap', summary: 'Where a block that was drawn roughly fits the printed bubbles of the reference best.', needs: 'exams.change', scope: 'station', params: templateParams,
    body: z.strictObject({ block: templateBlockSchema }), answer: snappedSchema,
  },
  tryTemplate: {
    method: 'POST', path: '/api/templates/:templateId/try', summary: 'Reads one page of a scan with the template as it is kept; nothing is recorded.', needs: 'exams.change', scope: 'station', params: templateParams,
    query: z.strictObject({ page: z.coerce.number().int().min(1).max(100_000).default(1).describe('Within the file, from 1.'), picture: z.stringbool().default(false).describe('With the page as a picture: browsers show no TIFF and no PDF.') }), body: 'bytes', maxBytes: scanBytes, answer: templateReadingSchema,
  },
} as const satisfies Record<string, RouteSpec>;
