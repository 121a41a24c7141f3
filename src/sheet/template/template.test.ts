import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluationSchema, markerOf, questionsOf } from './evaluation.ts';
import { expandTemplate } from './expand.ts';
import { templateJsonSchemaText } from './json-schema.ts';
import { fromOmrChecker } from './omrchecker.ts';
import { templateSchema } from '../../exam/template.ts';

const foreign = {
  pageDimensions: [1000, 1400], bubbleDimensions: [30, 20], emptyValue: '',
  preProcessors: [{ name: 'GaussianBlur', options: { kSize: [3, 3] } }, { name: 'CropOnMarkers', options: { relativePath: 'marker.png', sheetToMarkerWidthRatio: 20 } }],
  customLabels: { Roll: ['roll1..4'] },
  fieldBlocks: {
    roll: { fieldType: 'QTYPE_INT', origin: [100, 200], bubblesGap: 40, labelsGap: 50, fieldLabels: ['roll1..4'], emptyValue: '_' },
    mcq: { fieldType: 'QTYPE_MCQ5', origin: [500, 200], bubblesGap: 45, labelsGap: 30, fieldLabels: ['q1..12'], bubbleDimensions: [32, 22] },
    custom: { bubbleValues: ['E', 'H'], direction: 'vertical', origin: [100, 900], bubblesGap: 40, labelsGap: 0, fieldLabels: ['Medium'] },
  },
};

describe('a template of OMRChecker', () => {
  const template = fromOmrChecker(foreign);

  test('has each bubble in its place: values run along the direction, fields across it', () => {
    const { bubbles } = expandTemplate(template);
    const at = (field: string, value: string) => bubbles.find((b) => b.field === field && b.value === value);
    expect(bubbles).toHaveLength(4 * 10 + 12 * 5 + 2);
    expect(at('roll3', '7')).toMatchObject({ x: 200, y: 480, w: 30, h: 20 });
    expect(at('q2', 'E')).toMatchObject({ x: 680, y: 230, w: 32, h: 22 });
    expect(at('Medium', 'H')).toMatchObject({ x: 100, y: 940 });
  });

  test('is found by its markers, and its filters are left aside', () => {
    expect(template.registration).toMatchObject({ frame: 'image', markers: { image: 'marker.png', widthShare: 0.05 } });
    expect(fromOmrChecker({ ...foreign, preProcessors: [{ name: 'CropPage', options: {} }, { name: 'FeatureBasedAlignment', options: { reference: 'ref.jpg' } }] }).registration).toMatchObject({ frame: 'paper', reference: 'ref.jpg' });
  });

  test('has its columns by name and number, or in the order asked for', () => {
    expect(template.columns.map(({ name }) => name)).toEqual(['Medium', 'Roll', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8', 'q9', 'q10', 'q11', 'q12']);
    expect(template.candidate).toBe('Roll');
    expect(fromOmrChecker({ ...foreign, outputColumns: ['q2', 'Roll'] }).columns.map(({ name }) => name)).toEqual(['q2', 'Roll']);
  });

  test.each([
    ['an unknown field type', { ...foreign, fieldBlocks: { a: { ...foreign.fieldBlocks.mcq, fieldType: 'QTYPE_MED' } } }, /QTYPE_MED/],
    ['a column that is no field', { ...foreign, outputColumns: ['q99'] }, /q99/],
    ['a range that runs backwards', { ...foreign, customLabels: { Roll: ['roll4..1'] } }, /roll4\.\.1/],
  ])('is refused with %s', (_what, json, says) => {
    expect(() => fromOmrChecker(json)).toThrow(says);
  });

  test('comes back the same from our own format', () => {
    expect(templateSchema.parse(JSON.parse(JSON.stringify(template)))).toEqual(template);
  });
});

test('a template whose labels repeat is refused', () => {
  const template = fromOmrChecker(foreign);
  expect(() => expandTemplate({ ...template, blocks: [...template.blocks, { ...template.blocks[1]!, name: 'again' }] })).toThrow(/q1 is there twice/);
});

test('an answer key marks by its sections: several answers, points of each, fractions', () => {
  const evaluation = evaluationSchema.parse({
    source_type: 'custom', options: { questions_in_order: ['q1..4'], answers_in_order: ['A', ['B', 'C'], [['D', 2], ['AD', 1]], 'A'] },
    marking_schemes: { DEFAULT: { correct: '3', incorrect: '-2/3', unmarked: '0' }, LAST: { questions: ['q4'], marking: { correct: 10, incorrect: 0, unmarked: -1 } } },
  });
  const marker = markerOf(evaluation, questionsOf(evaluation) ?? [], evaluation.options.answers_in_order ?? []);
  expect(marker.mark('q1', 'B')).toEqual({ verdict: 'incorrect', points: -2 / 3 });
  expect(marker.mark('q2', 'C')).toEqual({ verdict: 'correct', points: 3 });
  expect(marker.mark('q3', 'AD')).toEqual({ verdict: 'correct', points: 1 });
  expect(marker.mark('q4', '')).toEqual({ verdict: 'unmarked', points: -1 });
});

test('docs/template.schema.json is the schema of the template', () => {
  expect(readFileSync(new URL('../../../docs/template.schema.json', import.meta.url), 'utf8')).toBe(templateJsonSchemaText());
});

test('a text that was written is the key\'s answer in other case, width and spacing, as a fraction and with a zero for an O; marks are not', () => {
  const evaluation = evaluationSchema.parse({ source_type: 'custom', options: { questions_in_order: ['t1', 't2', 't3', 't4', 'q1'], answers_in_order: ['PHOTOSYNTHESIS', ['12 cm', '１２ｃｍ'], '½', 'O', 'A'] }, marking_schemes: { DEFAULT: { correct: 1, incorrect: -1, unmarked: 0 } } });
  const marker = markerOf(evaluation, questionsOf(evaluation) ?? [], evaluation.options.answers_in_order ?? [], new Set(['t1', 't2', 't3', 't4']));
  const verdicts = ([['t1', 'photosynthesis'], ['t2', '12CM'], ['t2', '12 m'], ['t3', '1/2'], ['t4', '0'], ['q1', 'a']] as const).map(([question, answer]) => marker.mark(question, answer).verdict);
  expect(verdicts).toEqual(['correct', 'correct', 'incorrect', 'correct', 'correct', 'incorrect']);
});

test('a question that is in the key twice is refused', () => {
  const evaluation = evaluationSchema.parse({ source_type: 'custom', options: { questions_in_order: ['q1', 'q2', 'q1'], answers_in_order: ['A', 'B', 'C'] }, marking_schemes: { DEFAULT: { correct: 1, incorrect: 0, unmarked: 0 } } });
  expect(() => markerOf(evaluation, questionsOf(evaluation) ?? [], evaluation.options.answers_in_order ?? [])).toThrow(expect.objectContaining({ code: 'template-invalid', faults: [expect.objectContaining({ code: 'template-key-twice', values: { question: 'q1' } })] }));
});

test('boxes of OMRChecker\'s that lie over one another become smaller ones around the same middles, those that touch stay; rows may run from right to left', () => {
  const sheet = (bubbleDimensions: readonly [number, number], fieldType = 'QTYPE_MCQ4') => fromOmrChecker({ pageDimensions: [600, 800], bubbleDimensions, fieldBlocks: { A: { fieldType, origin: [100, 100], bubblesGap: 40, labelsGap: 50, fieldLabels: ['q1..3'] } } });
  const [block] = sheet([50, 50]).blocks;
  expect(block).toMatchObject({ x: 109, y: 109, bubble: { w: 32, h: 32 }, valueGap: 40, fieldGap: 50 });
  expect(sheet([40, 50]).blocks[0]).not.toHaveProperty('bubble');
  expect(sheet([30, 30], 'QTYPE_MCQ5_RTL').blocks[0]?.values).toEqual([...'EDCBA']);
});
