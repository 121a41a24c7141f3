import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { card, labels } from '../../../tests/fixtures/foreign-sheet.ts';
import { faultText } from '../../contract/faults.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { fromOmrChecker } from '../../sheet/template/omrchecker.ts';
import { loadEvaluation } from './load-evaluation.ts';
import { loadTemplate, templateNotes } from './load-template.ts';

const omrChecker = { pageDimensions: [100, 200], bubbleDimensions: [5, 5], preProcessors: [{ name: 'CropOnMarkers', options: { relativePath: 'omr_marker.jpg', sheetToMarkerWidthRatio: 17 } }], fieldBlocks: { A: { fieldType: 'QTYPE_MCQ4', origin: [1, 1], fieldLabels: ['q1..3'], bubblesGap: 10, labelsGap: 10 } } };

test.each([
  ['an exam', JSON.stringify({ id: 'x', title: 'X', questions: [] }), 'template-is-exam'],
  ['an answer key of OMRChecker', JSON.stringify({ source_type: 'custom', options: {}, marking_schemes: {} }), 'template-is-key'],
  ['settings of OMRChecker', JSON.stringify({ dimensions: { display_width: 1 }, threshold_params: { MIN_JUMP: 30 } }), 'template-is-settings'],
  ['other JSON', '{"questions":[1,2]}', 'template-is-neither'],
  ['a list', '[]', 'template-is-neither'],
  ['a template of another program in XML', '<?xml version="1.0"?><template/>', 'template-is-xml'],
  ['a scan', '%PDF-1.7', 'template-is-picture'],
  ['a range with a dash', JSON.stringify({ ...omrChecker, preProcessors: [], customLabels: { Roll: ['q1-3'] } }), 'template-column-range'],
  ['a template whose marker is elsewhere', JSON.stringify(omrChecker), 'template-picture-absent'],
])('%s is refused for what it is', async (_what, text, code) => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json');
  await writeFile(file, text);
  await expect(loadTemplate(file)).rejects.toMatchObject({ code: 'template-invalid', about: file, faults: [{ code }] });
});

test('the template and the answer key in the documentation can be copied as they are, and fit each other', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const page = await readFile(path.join(import.meta.dirname, '../../../docs/template-format.md'), 'utf8'), [template = '', key = ''] = Array.from(page.matchAll(/```json\n(.*?)```/gsu), ([, text = '']) => text);
  const [file, keyFile] = [path.join(folder.path, 'template.json'), path.join(folder.path, 'evaluation.json')];
  await writeFile(file, template);
  await writeFile(keyFile, key);
  expect(await templateNotes(file)).toEqual([]);
  const { marker, notes } = await loadEvaluation(keyFile, file, (await loadTemplate(file)).expanded);
  expect(notes).toEqual([]);
  expect([['q1', 'A'], ['q17', 'ABD'], ['q18', 'BC'], ['q19', 'A'], ['q19', 'AB'], ['q19', 'B'], ['q20', '']].map(([question = '', answer = '']) => marker.mark(question, answer).points)).toEqual([3, 5, 5, 2, 1, -1, 0]);
});

test('a template in another encoding than UTF-8 and UTF-16 is refused: the names in it would be lost', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json'), [before = '', after = ''] = JSON.stringify({ ...ours, columns: [{ name: '考号', fields: ['q1..9'] }] }).split('考号');
  // GBK, as Notepad saves it.
  await writeFile(file, Buffer.concat([Buffer.from(before), Buffer.from([0xbf, 0xbc, 0xba, 0xc5]), Buffer.from(after)]));
  await expect(loadTemplate(file)).rejects.toMatchObject({ code: 'template-invalid', about: file, faults: [{ code: 'file-not-utf8' }] });
  await expect(loadEvaluation(file, '', expandTemplate(fromOmrChecker(omrChecker)))).rejects.toMatchObject({ code: 'key-invalid', about: file, faults: [{ code: 'file-not-utf8' }] });
});

test('what a template has in vain is said: a preprocessor nobody knows, a reference that is not there', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json');
  await writeFile(file, JSON.stringify({ ...omrChecker, preProcessors: [{ name: 'MagicFix' }, { name: 'GaussianBlur' }, { name: 'FeatureBasedAlignment', options: { reference: 'nix.png' } }] }));
  expect((await templateNotes(file)).map((one) => faultText(one, 'en'))).toEqual([
    'the preprocessor MagicFix is not known, and left aside',
    'its reference nix.png is not there or cannot be read, so that pages are found by their bubbles alone',
  ]);
});

const ours = { format: 'zhiyue-template', version: 1, unit: 'mm', page: { width: 210, height: 297 }, bubble: { w: 5, h: 5 }, blocks: [{ name: '选择题', x: 20, y: 50, fields: ['q1..9'], values: ['A', 'B'], direction: 'horizontal', valueGap: 10, fieldGap: 8 }], columns: [{ name: 'q1', fields: ['q1'] }, { name: '第二题', fields: ['q2'] }] };

test('fields that no column names are said, the first of them by their labels', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json');
  await writeFile(file, JSON.stringify(ours));
  expect((await templateNotes(file)).map((one) => faultText(one, 'en'))).toEqual(['no column names 7 of its fields (q3, q4, q5, q6, q7, …), which are not in answers.csv']);
});

test('a block or a key with one label such as q1-9 is told that it may be a range; several such labels are names', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json'), key = path.join(folder.path, 'evaluation.json');
  const withFields = (fields: readonly string[]): string => JSON.stringify({ ...ours, blocks: [{ ...ours.blocks[0], fields }], columns: fields.flatMap((label) => (label.includes('..') ? [] : [{ name: label, fields: [label] }])) });
  const notes = async (fields: readonly string[]): Promise<readonly string[]> => {
    await writeFile(file, withFields(fields));
    return (await templateNotes(file)).map((one) => faultText(one, 'en'));
  };
  expect(await notes(['q1-9'])).toEqual(['选择题 has one field of the name q1-9; if a range is meant, write q1..9']);
  expect(await notes(['q1-1', 'q1-2'])).toEqual([]);
  await writeFile(file, JSON.stringify({ ...ours, columns: Array.from({ length: 9 }, (_, k) => ({ name: `q${k + 1}`, fields: [`q${k + 1}`] })) }));
  expect(await templateNotes(file)).toEqual([]);
  await writeFile(key, JSON.stringify({ source_type: 'custom', options: { questions_in_order: ['q1-9'], answers_in_order: [...'ABABABABA'] }, marking_schemes: { DEFAULT: { correct: 1, incorrect: 0, unmarked: 0 } } }));
  await expect(loadEvaluation(key, file, (await loadTemplate(file)).expanded)).rejects.toMatchObject({ code: 'key-invalid', faults: [{ code: 'template-key-range', values: { label: 'q1-9', range: 'q1..9' } }] });
});

test('regions to be matched with a roster are said where none is given', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json'), columns = [{ name: 'all', fields: ['q1..9'] }];
  await writeFile(file, JSON.stringify({ ...ours, columns, regions: [{ kind: 'text', name: '姓名', x: 10, y: 10, w: 50, h: 8, roster: 'name' }, { kind: 'text', name: 'word', x: 80, y: 10, w: 50, h: 8 }] }));
  expect((await templateNotes(file, { roster: false })).map((one) => faultText(one, 'en'))).toEqual(['its regions 姓名 are to be matched with a roster, and without --roster they are read as anything']);
  expect(await templateNotes(file)).toEqual([]);
});

test('a template is read as an editor saved it: in UTF-8 with a mark before it, or in UTF-16', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json'), text = `\uFEFF${JSON.stringify(ours)}`;
  for (const bytes of [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
    await writeFile(file, bytes);
    expect((await loadTemplate(file)).expanded.columns.map(({ name }) => name)).toEqual(['q1', '第二题']);
  }
});

describe('an answer key', () => {
  const evaluation = { source_type: 'custom', options: { questions_in_order: ['q1..3'], answers_in_order: ['A', 'B', 'A'] as unknown[] }, marking_schemes: { DEFAULT: { correct: 1, incorrect: 0, unmarked: 0 } } };
  const load = async (change: object): ReturnType<typeof loadEvaluation> => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
    const file = path.join(folder.path, 'evaluation.json');
    await writeFile(file, JSON.stringify({ ...evaluation, ...change }));
    return await loadEvaluation(file, '', expandTemplate(fromOmrChecker(omrChecker)));
  };

  test.each([
    ['points that are none', { DEFAULT: { correct: 'much', incorrect: 0, unmarked: 0 } }, { code: 'template-points', where: { path: 'marking_schemes.DEFAULT.correct' } }],
    ['points of endless size', { DEFAULT: { correct: 1, incorrect: '-1/0', unmarked: 0 } }, { code: 'template-points', where: { path: 'marking_schemes.DEFAULT.incorrect' } }],
    ['two schemes for one question', { ...evaluation.marking_schemes, ONE: { questions: ['q1..2'], marking: evaluation.marking_schemes.DEFAULT }, TWO: { questions: 'q2', marking: evaluation.marking_schemes.DEFAULT } }, { code: 'template-key-overlap', values: { question: 'q2' } }],
  ])('is refused as one for %s', async (_, marking_schemes, fault) => {
    await expect(load({ marking_schemes })).rejects.toMatchObject({ code: 'key-invalid', faults: [fault] });
  });

  test('may be in the words of OMRChecker\'s later versions, with points such as .5; keys for other sets are told to be of no use', async () => {
    const { marking_schemes: _schemes, ...rest } = evaluation, file = { ...rest, source_type: 'local', marking_scheme: { DEFAULT: { correct: '.5', incorrect: '-.25', unmarked: 0 } }, conditional_sets: [{ name: 'Set B' }] };
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
    await writeFile(path.join(folder.path, 'evaluation.json'), JSON.stringify(file));
    const { marker, notes } = await loadEvaluation(path.join(folder.path, 'evaluation.json'), '', expandTemplate(fromOmrChecker(omrChecker)));
    expect([marker.mark('q1', 'A').points, marker.mark('q1', 'B').points, marker.accepted('q2')]).toEqual([0.5, -0.25, ['B']]);
    expect(notes.map(({ code }) => code)).toContain('template-key-sets');
  });

  test('that has questions the template lacks is refused with these', async () => {
    await expect(load({ options: { questions_in_order: ['q1', 'q77', 'q78'], answers_in_order: ['A', 'B', 'A'] } })).rejects.toMatchObject({ code: 'key-invalid', faults: [{ code: 'template-key-column', values: { count: 2, questions: 'q77, q78' } }] });
  });

  test('is refused for what it is where it is a template', async () => {
    await expect(load(omrChecker)).rejects.toMatchObject({ code: 'key-invalid', faults: [{ code: 'template-is-no-key' }] });
  });

  test('is refused for what it is where it is a table', async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
    const file = path.join(folder.path, 'roster.csv');
    await writeFile(file, 'candidate_no,name,class\n0001,A,1\n');
    await expect(loadEvaluation(file, '', expandTemplate(fromOmrChecker(omrChecker)))).rejects.toMatchObject({ code: 'key-invalid', about: file, faults: [{ code: 'key-is-table' }] });
    await expect(loadTemplate(file)).rejects.toMatchObject({ code: 'template-invalid', about: file, faults: [{ code: 'template-is-table' }] });
  });

  test.each([
    ['nowhere', {}, []],
    ['in a CSV that is not there', { answer_key_csv_path: 'key.csv' }, [{ code: 'template-key-files-absent', values: { count: 1, files: 'key.csv' } }]],
    ['in files of which none is there', { answer_key_csv_path: 'key.csv', answer_key_image_path: 'key.jpg' }, [{ code: 'template-key-files-absent', values: { count: 2, files: 'key.csv, key.jpg' } }]],
  ])('is refused where its answers are %s, by the names of the files', async (_, named, faults) => {
    await expect(load({ source_type: 'csv', options: { questions_in_order: ['q1..3'], ...named } })).rejects.toMatchObject({ code: 'key-invalid', faults: faults.length > 0 ? faults : [{ code: 'template-key-missing' }] });
  });

  test('is read from its picture, with a word, where its CSV is not there', async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
    const at = (name: string): string => path.join(folder.path, name), key = { ...evaluation, source_type: 'csv', options: { questions_in_order: ['q1..30'], answer_key_csv_path: 'key.csv', answer_key_image_path: 'key.png' } };
    const marks = Object.fromEntries(labels('q', 1, 30).map((name, k) => [name, 'ABCD'[k * 7 % 4] ?? '']));
    await writeFile(at('template.json'), JSON.stringify(card.template));
    await writeFile(at('evaluation.json'), JSON.stringify(key));
    await sharp(Buffer.from(card.svg(marks))).flatten({ background: '#fff' }).png().toFile(at('key.png'));
    const { marker, notes } = await loadEvaluation(at('evaluation.json'), at('template.json'), (await loadTemplate(at('template.json'))).expanded);
    expect(notes).toMatchObject([{ code: 'template-key-csv-absent', values: { csv: 'key.csv', picture: 'key.png' } }]);
    expect(marker.mark('q2', marks['q2'] ?? '').points).toBe(1);
    // What is there counts, and nothing needs to be said of the picture.
    await writeFile(at('key.csv'), labels('q', 1, 30).map((name) => `${name},A`).join('\n'));
    const byCsv = await loadEvaluation(at('evaluation.json'), at('template.json'), (await loadTemplate(at('template.json'))).expanded);
    expect([byCsv.notes, byCsv.marker.mark('q2', 'A').points]).toEqual([[], 1]);
  });

  test('is taken with a word about answers that nobody can mark', async () => {
    const { notes } = await load({ options: { ...evaluation.options, answers_in_order: ['X', ['B', 'AB', 'AX'], [['A', 1], ['', 2]]] } });
    expect(notes.map(({ values }) => values)).toEqual([{ question: 'q1', answer: 'X' }, { question: 'q2', answer: 'AX' }]);
  });

  test('may be typed as people type: small, full-width, in another order', async () => {
    const { notes, marker } = await load({ options: { ...evaluation.options, answers_in_order: ['a', ['Ｂ', 'd c'], [['ba', 2], ['c', 1]]] } });
    expect(notes).toEqual([]);
    expect([marker.mark('q1', 'A'), marker.mark('q2', 'B'), marker.mark('q2', 'CD'), marker.mark('q3', 'AB'), marker.mark('q3', 'C')].map(({ verdict, points }) => [verdict, points])).toEqual([['correct', 1], ['correct', 1], ['correct', 1], ['correct', 2], ['correct', 1]]);
  });

  test('is taken with a word about questions of the template that it leaves out', async () => {
    const { notes } = await load({ options: { ...evaluation.options, questions_in_order: ['q1', 'q3'], answers_in_order: ['A', 'B'] } });
    expect(notes).toMatchObject([{ code: 'template-key-lacks', values: { questions: 'q2' } }]);
  });

  test('is taken with a word about a marking scheme for questions that it does not have', async () => {
    const { notes } = await load({ marking_schemes: { ...evaluation.marking_schemes, HARD: { questions: ['q2', 'Q3..4'], marking: evaluation.marking_schemes.DEFAULT } } });
    expect(notes).toMatchObject([{ code: 'template-key-scheme-other', values: { scheme: 'HARD', questions: 'Q3, Q4' } }]);
  });
});
