/**
 * OMRChecker's `template.json` as one of our templates (github.com/Udayraj123/OMRChecker, `src/schemas/template_schema.py`, `src/template.py`, version 1).
 * Its coordinates are pixels of a picture of `pageDimensions`: the scan after its preprocessors, resized. What its cropping does to a page becomes how we look for the page;
 * its filters of grey levels are left aside, since marks are judged against the page itself.
 */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { type BubbleSize, withBoxes } from './box-size.ts';
import { compareLabels, expandLabels } from './labels.ts';
import { numberColumns } from './number-columns.ts';
import { templateSchema, type Template } from '../../exam/template.ts';

const pair = z.tuple([z.number(), z.number()]);
const blockSchema = z.looseObject({
  fieldType: z.string().optional(),
  origin: pair,
  fieldLabels: z.array(z.string()).min(1),
  bubblesGap: z.number(),
  labelsGap: z.number().default(0),
  bubbleDimensions: pair.optional(),
  bubbleValues: z.array(z.string()).optional(),
  direction: z.enum(['horizontal', 'vertical']).optional(),
  emptyValue: z.string().optional(),
});
const omrCheckerSchema = z.looseObject({
  pageDimensions: pair,
  bubbleDimensions: pair,
  emptyValue: z.string().default(''),
  fieldBlocks: z.record(z.string(), blockSchema),
  customLabels: z.record(z.string(), z.array(z.string())).default({}),
  outputColumns: z.array(z.string()).default([]),
  preProcessors: z.array(z.looseObject({ name: z.string(), options: z.looseObject({}).default({}) })).default([]),
});

const markerOptions = z.looseObject({ relativePath: z.string(), sheetToMarkerWidthRatio: z.number().positive().default(17) });
const alignmentOptions = z.looseObject({ reference: z.string() });

/** The kinds of fields that OMRChecker knows by name (`src/constants/common.py`). */
const fieldTypes: Readonly<Record<string, { readonly values: readonly string[]; readonly direction: 'horizontal' | 'vertical' }>> = {
  QTYPE_INT: { values: [...'0123456789'], direction: 'vertical' },
  QTYPE_INT_FROM_1: { values: [...'1234567890'], direction: 'vertical' },
  QTYPE_MCQ4: { values: [...'ABCD'], direction: 'horizontal' },
  QTYPE_MCQ5: { values: [...'ABCDE'], direction: 'horizontal' },
  QTYPE_MCQ4_RTL: { values: [...'DCBA'], direction: 'horizontal' },
  QTYPE_MCQ5_RTL: { values: [...'EDCBA'], direction: 'horizontal' },
};

/** Whether a parsed JSON file looks like a template of OMRChecker's, also one of which something is missing. */
export function isOmrChecker(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !('format' in json) && ['fieldBlocks', 'pageDimensions', 'bubbleDimensions', 'preProcessors'].some((key) => key in json);
}

/** What its preprocessors do is either in how a page is looked for, or needless here. */
const knownSteps: ReadonlySet<string> = new Set(['CropOnMarkers', 'CropPage', 'FeatureBasedAlignment', 'GaussianBlur', 'MedianBlur', 'Levels']);

/** Names of the preprocessors of a template of OMRChecker's that nothing is known of; none for what is no such template. */
export function unknownSteps(json: unknown): readonly string[] {
  const source = isOmrChecker(json) ? omrCheckerSchema.safeParse(json) : null;
  return source?.success ? [...new Set(source.data.preProcessors.map(({ name }) => name).filter((name) => !knownSteps.has(name)))] : [];
}

/** Throws ZodError for a file that OMRChecker would refuse, ZhiyueError template-invalid for an unknown field type or labels that do not fit. */
export function fromOmrChecker(json: unknown): Template {
  const source = omrCheckerSchema.parse(json);
  const [width, height] = source.pageDimensions;
  const [w, h] = source.bubbleDimensions;
  const blocks = Object.entries(source.fieldBlocks).map(([name, block]) => apart(blockOf(name, block, source.emptyValue), { w, h }));
  const columns = columnsOf(source, blocks.flatMap((block) => expandLabels(block.fields)));
  const candidate = candidateColumn(columns, blocks);
  return templateSchema.parse({
    format: 'zhiyue-template', version: 1, unit: 'px', page: { width, height }, bubble: { w, h },
    registration: registrationOf(source.preProcessors), blocks, columns, ...(candidate === undefined ? {} : { candidate }),
  });
}

function blockOf(name: string, block: z.infer<typeof blockSchema>, empty: string): Template['blocks'][number] {
  const type = block.fieldType === undefined ? undefined : fieldTypes[block.fieldType];
  if (block.fieldType !== undefined && type === undefined && block.fieldType !== '__CUSTOM__') throw ZhiyueError.of('template-invalid', [fault('template-field-type', { block: name, type: block.fieldType })]);
  const values = block.bubbleValues ?? type?.values;
  if (values === undefined) throw ZhiyueError.of('template-invalid', [fault('template-field-values', { block: name })]);
  const size = block.bubbleDimensions;
  return {
    name, x: block.origin[0], y: block.origin[1], fields: expandLabels(block.fieldLabels), values: [...values],
    direction: block.direction ?? type?.direction ?? 'horizontal', valueGap: block.bubblesGap, fieldGap: block.labelsGap, empty: block.emptyValue ?? empty,
    ...(size === undefined ? {} : { bubble: { w: size[0], h: size[1] } }),
  };
}

/** OMRChecker's boxes are where it looks for ink, not the bubbles: some lie over one another, which bubbles never do. Share of the way to the next from which they do, and that they get. */
const overlap = 1.04, room = 0.8;

/** A block whose boxes do not overlap: smaller ones around the same middles. */
function apart(block: Template['blocks'][number], usual: BubbleSize): Template['blocks'][number] {
  const { w, h } = block.bubble ?? usual, [rows, columns] = block.direction === 'horizontal' ? [block.fields.length, block.values.length] : [block.values.length, block.fields.length];
  const [gapX, gapY] = block.direction === 'horizontal' ? [block.valueGap, block.fieldGap] : [block.fieldGap, block.valueGap];
  const times = (count: number, gap: number, size: number): number => (count > 1 && gap !== 0 && size > overlap * Math.abs(gap) ? room * Math.abs(gap) / size : 1);
  const least = Math.min(times(columns, gapX, w), times(rows, gapY, h));
  const bubble = { w: least * w, h: least * h };
  return least === 1 ? block : { ...withBoxes(block, { w, h }, bubble), bubble };
}

/** As OMRChecker: the columns asked for; else the custom labels and all fields that are in none, by name and number. */
function columnsOf(source: z.infer<typeof omrCheckerSchema>, labels: readonly string[]): Template['columns'] {
  const custom = new Map(Object.entries(source.customLabels).map(([name, parts]) => [name, expandLabels(parts)]));
  const within = new Set([...custom.values()].flat());
  const known = new Set(labels);
  const all = [...custom.keys(), ...labels.filter((label) => !within.has(label))].sort(compareLabels);
  const asked = expandLabels(source.outputColumns);
  const unknown = asked.find((name) => !custom.has(name) && !known.has(name));
  if (unknown !== undefined) throw ZhiyueError.of('template-invalid', [fault('template-output-column', { name: unknown })]);
  return (asked.length > 0 ? asked : all).map((name) => ({ name, fields: custom.get(name) ?? [name] }));
}

/** The number of at least four digits that has a telling name; without one, the only number. */
function candidateColumn(columns: Template['columns'], blocks: Template['blocks']): string | undefined {
  const numbers = numberColumns({ columns, blocks }), telling = numbers.filter((name) => /roll|student|candidate|exam.?no|ticket|\bid\b|^id|考号|准考证|学号/i.test(name));
  return telling[0] ?? (numbers.length === 1 ? numbers[0] : undefined);
}

function registrationOf(preProcessors: z.infer<typeof omrCheckerSchema>['preProcessors']): z.input<typeof templateSchema>['registration'] {
  const names = new Set(preProcessors.map(({ name }) => name));
  const markers = preProcessors.find(({ name }) => name === 'CropOnMarkers');
  const alignment = preProcessors.find(({ name }) => name === 'FeatureBasedAlignment');
  const marker = markers && markerOptions.parse(markers.options);
  return {
    frame: names.has('CropPage') ? 'paper' : 'image',
    ...(marker ? { markers: { image: marker.relativePath, widthShare: Math.min(1, 1 / marker.sheetToMarkerWidthRatio) } } : {}),
    ...(alignment ? { reference: alignmentOptions.parse(alignment.options).reference } : {}),
  };
}
