import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseExam, parseExamText } from './exam-file.ts';
import type { Question } from './exam.ts';
import { examJsonSchemaText } from './json-schema.ts';

const issueExample = `{ "id": "math-8-mid", "title": "八年级数学期中", "subject": "数学", "page": "A4",
  "candidateNumber": { "digits": 8 },
  "questions": [
    { "no": "1-10", "type": "single",    "options": 4, "key": "BACDABCDAB", "points": 3 },
    { "no": "11",   "type": "multiple",  "options": 5, "key": "ACD", "points": 4, "partial": { "missing": 2 } },
    { "no": "12",   "type": "truefalse", "key": "T", "points": 2 },
    { "no": "13",   "type": "numeric",   "digits": 3, "key": ["125", "126"], "points": 4 },
    { "no": "14",   "type": "open",      "points": 10, "height": 60 } ] }`;

function withQuestions(...questions: unknown[]): object {
  return { id: 'x', title: 'X', questions };
}

function questionsOf(...questions: object[]): readonly Question[] {
  return parseExam(withQuestions(...questions)).questions;
}

function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toMatchObject({ code: 'exam-invalid' });
    return error instanceof Error ? error.message : '';
  }
  throw new Error('was accepted');
}

const faultsOf = (...questions: object[]) => faultOf(() => parseExam(withQuestions(...questions)));
const single = { no: '1-10', type: 'single', options: 4, key: 'BACDABCDAB', points: 3 };

describe('a right exam.json', () => {
  test('gives one entry a question with every default filled in', () => {
    const exam = parseExamText(issueExample);
    expect(exam.questions.map((question) => question.no)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14']);
    expect(exam.questions[3]).toEqual({ no: '4', type: 'single', options: ['A', 'B', 'C', 'D'], keys: ['D'], points: 3, wrong: 0, void: false, bonus: false });
    expect(exam.questions[10]).toMatchObject({ keys: ['ACD'], partial: { kind: 'missing', points: 2 } });
    expect(exam.questions[12]).toMatchObject({ keys: ['125', '126'], columns: [{ length: 10 }, { length: 10 }, { length: 10 }] });
    expect(exam.questions[13]).toMatchObject({ type: 'open', heightMm: 60 });
  });

  test('may start with a byte order mark', () => {
    expect(parseExamText(`\uFEFF${issueExample}`).id).toBe('math-8-mid');
  });

  test('needs neither subject, page nor candidate number', () => {
    expect(parseExam(withQuestions(single))).toMatchObject({ subject: '', page: 'A4', candidateNumber: { digits: 8 } });
  });

  test('prints in Chinese unless it says English; to say Chinese is to say nothing', () => {
    expect(parseExam({ ...withQuestions(single), language: 'en' })).toMatchObject({ language: 'en' });
    expect(parseExam({ ...withQuestions(single), language: 'zh-CN' })).toStrictEqual(parseExam(withQuestions(single)));
    expect(faultOf(() => parseExam({ ...withQuestions(single), language: 'fr' }))).toBe('language: must be one of zh-CN, en.');
  });

  test('takes lists of numbers, and lists of keys with several right answers', () => {
    const questions = questionsOf({ ...single, no: '1,3,5-6', key: ['A', ['B', 'C'], 'D', 'a'] });
    expect(questions.map((question) => ('keys' in question ? [question.no, question.keys] : []))).toEqual([['1', ['A']], ['3', ['B', 'C']], ['5', ['D']], ['6', ['A']]]);
  });

  test('takes true/false letters for a range', () => {
    expect(questionsOf({ no: '1-3', type: 'truefalse', key: 'TFT', points: 1 }).map((question) => ('keys' in question ? question.keys : []))).toEqual([['T'], ['F'], ['T']]);
  });

  test('gives a number with sign and decimal point its columns', () => {
    const [question] = questionsOf({ no: '1', type: 'numeric', digits: 2, sign: true, decimal: true, key: '-2.50', points: 2 });
    const column = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'];
    expect(question).toMatchObject({ columns: [['-'], column, column, column], keys: ['-2.5'] });
  });

  test('takes points per option, and sorts the letters of a key', () => {
    const [question] = questionsOf({ no: '1', type: 'multiple', options: 5, key: ['DCA', 'AC'], points: 6, wrong: -1.5, partial: { perOption: 1.5, wrongOption: 0.5 } });
    expect(question).toMatchObject({ keys: ['ACD', 'AC'], wrong: -1.5, partial: { kind: 'per-option', points: 1.5, wrongOption: 0.5 } });
  });

  test('lets a void question go without a key', () => {
    expect(questionsOf({ no: '1', type: 'single', options: 4, points: 3, void: true })).toMatchObject([{ void: true, keys: [] }]);
  });
});

describe('a wrong exam.json is refused with path and reason', () => {
  test.each<[object, string]>([
    [{ ...single, key: 'BACDABCDABC' }, 'questions[0].key: 11 letters for 10 questions.'],
    [{ ...single, no: '1', key: 'AB' }, 'questions[0].key: 2 letters for 1 question; several right answers are a list.'],
    [{ ...single, key: ['A', 'B'] }, 'questions[0].key: 2 entries for 10 questions.'],
    [{ ...single, key: 'BACDABCDAE' }, 'questions[0].key: "E" is not among the options A, B, C, D.'],
    [{ ...single, no: '1', key: ['A', ['B']] }, 'questions[0].key[1]: a list in the list is for a range of questions.'],
    [{ ...single, key: undefined }, 'questions[0].key: is missing (only a void question can do without).'],
    [{ ...single, partail: 1 }, 'questions[0].partail: unknown field.'],
    [{ ...single, points: 0.3 }, 'questions[0].points: must be a multiple of 0.5.'],
    [{ ...single, no: '10-1' }, 'questions[0].no: the range 10-1 runs backwards.'],
    [{ ...single, no: '1;2' }, 'questions[0].no: "1;2" is not a question number: write "11", "1-10" or "1,3,5-7".'],
    [{ ...single, type: 'essay' }, 'questions[0].type: must be single, multiple, truefalse, numeric, text or open.'],
    [{ no: '1-2', type: 'multiple', options: 4, key: 'AB', points: 2 }, 'questions[0].key: is one text for 2 questions: write a list with one entry a question.'],
    [{ no: '1', type: 'multiple', options: 4, key: 'AAB', points: 2 }, 'questions[0].key: "AAB" names an option twice.'],
    [{ no: '1', type: 'multiple', options: 4, key: 'AB', points: 2, partial: { missing: 3 } }, "questions[0].partial.missing: 3 is more than the question's 2 points."],
    [{ no: '1', type: 'numeric', digits: 2, key: '125', points: 2 }, 'questions[0].key: 125 needs 3 columns, the question has 2.'],
    [{ no: '1', type: 'numeric', digits: 3, key: ['1', '-1'], points: 2 }, 'questions[0].key[1]: -1 is negative: the question needs "sign": true.'],
    [{ no: '1', type: 'numeric', digits: 3, key: '1.5', points: 2 }, 'questions[0].key: 1.5 has a decimal point, and the question has no column for it: say "With a decimal point" ("decimal": true).'],
    [{ no: '1', type: 'numeric', digits: 3, key: 'x', points: 2 }, 'questions[0].key: "X" is not a number.'],
    [{ no: '1', type: 'open', points: 2 }, 'questions[0].height: is missing.'],
  ])('%j', (question, fault) => {
    expect(faultsOf(question)).toBe(fault);
  });

  test('naming all faults of all questions at once', () => {
    const fault = faultOf(() => parseExam({ ...withQuestions({ ...single, key: 'A' }, { ...single, no: '5', key: 'A' }, 7), id: 'Ä', colour: 1 }));
    expect(fault).toBe('id: must be 1 to 40 lower-case letters, digits and hyphens; colour: unknown field; questions[0].key: 1 letter for 10 questions; questions[2]: must be an object: fields in { }; questions[1].no: question 5 is already at questions[0].no.');
  });

  test('naming the other faults of a question whose type is misspelt, by the type that is meant', () => {
    expect(faultsOf({ no: '1-3', type: 'singel', options: 9, key: 'AB', point: 2 }, { no: '3', type: 'open', points: 1, height: 10 })).toBe([
      'questions[0].type: must be single, multiple, truefalse, numeric, text or open', 'questions[0].points: is missing', 'questions[0].options: must be at most 8',
      'questions[0].point: unknown field; perhaps "points" is meant', 'questions[1].no: question 3 is already at questions[0].no.',
    ].join('; '));
    expect(faultsOf({ no: '1-3', type: 'Single', options: 4, key: 'AB', points: 2 })).toContain('questions[0].key: 2 letters for 3 questions');
  });

  test('naming of a question with a type like none only what is wrong whatever its type', () => {
    expect(faultsOf({ no: 'x', type: 'essay', options: 12, key: 'A', points: 0.3, colour: 1 })).toBe('questions[0].type: must be single, multiple, truefalse, numeric, text or open; questions[0].points: must be a multiple of 0.5; questions[0].colour: unknown field; questions[0].no: "x" is not a question number: write "11", "1-10" or "1,3,5-7".');
    expect(faultsOf({ no: '1', points: 2, key: 'A' }, { no: '1', type: 'open', points: 1, height: 10 })).toBe('questions[0].type: must be single, multiple, truefalse, numeric, text or open; questions[1].no: question 1 is already at questions[0].no.');
  });

  test('naming what contradicts itself in a question beside what is misspelt in it', () => {
    expect(faultsOf({ no: '1', type: 'multiple', options: 4, key: 'AAB', points: 2, partial: { missing: 3 }, colour: 1, void: 'no' })).toBe(
      'questions[0].void: must be true or false; questions[0].colour: unknown field; questions[0].partial.missing: 3 is more than the question\'s 2 points; questions[0].key: "AAB" names an option twice.',
    );
    expect(faultsOf({ no: '1', type: 'multiple', options: 4, key: 'AAB', partial: { missing: 3 } })).toBe('questions[0].points: is missing; questions[0].key: "AAB" names an option twice.');
    expect(faultsOf({ no: '1-3', type: 'single', options: 12, key: 'AK', points: 0.3 })).toBe('questions[0].points: must be a multiple of 0.5; questions[0].options: must be at most 8.');
  });

  test('when a field is written twice, which JSON.parse would not tell', () => {
    const text = '{"id": "x", "title": "X", "id": "y", "questions": [{"no": "1", "type": "open", "points": 1, "height": 10, "points": 2}], "colour": 1}';
    expect(faultOf(() => parseExamText(text))).toBe('id: is written twice; questions[0].points: is written twice; colour: unknown field.');
  });

  test('with more than 200 questions', () => {
    expect(faultsOf({ no: '1-201', type: 'open', points: 1, height: 10 })).toBe('questions[0].no: "1-201" are 201 questions, at most 200 are possible.');
    expect(faultsOf({ no: '1-100', type: 'open', points: 1, height: 10 }, { no: '101-201', type: 'open', points: 1, height: 10 })).toBe('questions: at most 200 questions; there are 201.');
    expect(faultsOf(...Array.from({ length: 205 }, (_, i) => ({ no: String(i + 1), type: 'open', points: 1, height: 10 })))).toBe('questions: at most 200 questions; there are 205.');
    expect(faultsOf({ ...single, no: '1', key: Array.from({ length: 201 }, () => 'A') })).toBe('questions[0].key: at most 200 entries; there are 201.');
  });

  test('when it is no object, or empty', () => {
    expect(faultOf(() => parseExam(null))).toBe('exam.json: must be an object: fields in { }.');
    expect(faultOf(() => parseExam({}))).toBe('id: is missing; title: is missing; questions: is missing.');
  });

  test.each([
    ['{"a": 1,\n  b: 2}', 'Not valid JSON at line 2, column 3: Expected double-quoted property name.'],
    ['{"a": [1, 2,\n  x], "b": "a text so long that the quotation of it is cut"}', "Not valid JSON at line 2, column 3: Unexpected token 'x'."],
    ['{"a": [1', "Not valid JSON at line 1, column 9: Expected ',' or ']' after array element."],
    ['\uFEFF', 'The file is empty.'],
  ])('with line and column when it is not JSON: %j', (text, fault) => {
    expect(faultOf(() => parseExamText(text))).toBe(fault);
  });
});

test('the committed JSON Schema is current (node scripts/write-exam-schema.ts)', () => {
  expect(readFileSync(new URL('../../docs/exam.schema.json', import.meta.url), 'utf8')).toBe(examJsonSchemaText());
});

test('every field of the JSON Schema is described', () => {
  const undescribed: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null)
      for (const [name, property] of Object.entries(node.properties)) if (typeof property === 'object' && !('description' in property)) undescribed.push(`${path}.${name}`);
    for (const [name, child] of Object.entries(node)) visit(child, `${path}.${name}`);
  };
  visit(JSON.parse(examJsonSchemaText()), '');
  expect(undescribed).toEqual([]);
});
