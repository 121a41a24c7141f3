/** An exam on sheets that somebody else printed, on the command line: graded as one of our own, kept and taken up again from a backup. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { block, card, labels, type Marks, marksFor, plain, questions, sheetOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';
import { csvRows, scratch, zhiyue } from './zhiyue.ts';

/** The card with a box to write in, and truths in signs. */
const sheet = sheetOf(1240, 1754, { w: 34, h: 20 }, '#d33', [
  { name: '考号', x: 690, y: 330, fields: labels('n', 1, 8), values: '0123456789', vertical: true, valueGap: 30, fieldGap: 52 },
  ...[0, 1].map((k) => ({ name: `选择题 ${k}`, x: 190 + k * 340, y: 800, fields: labels('q', k * 10 + 1, k * 10 + 10), values: 'ABCD', valueGap: 54, fieldGap: 38 })),
  { name: '判断题', x: 870, y: 800, fields: labels('q', 21, 30), values: '√×', valueGap: 54, fieldGap: 38 },
], [{ name: '考号', fields: labels('n', 1, 8) }, ...questions(1, 30)], '考号', [block(60, 60, 45, 30), block(1135, 60, 45, 30), block(60, 1664, 45, 30), block(1135, 1664, 45, 30), '<text x="620" y="200" font-size="44" text-anchor="middle" font-family="sans-serif">答题卡</text><rect x="100" y="1240" width="1040" height="380" fill="none" stroke="black" stroke-width="2"/>'].join(''), [{ kind: 'open', name: '31', x: 100, y: 1240, w: 1040, h: 380 }]);

const marksOf = (no: string, seed: number): Marks => ({ ...Object.fromEntries(Array.from({ length: 30 }, (_, k) => [`q${k + 1}`, (k < 20 ? 'ABCD' : '√×')[(k * 7 + seed) % (k < 20 ? 4 : 2)] ?? ''])), ...Object.fromEntries([...no].map((digit, i) => [`n${i + 1}`, digit])) });
const pupils = [['20260101', 1], ['20260102', 2], ['20260103', 3]] as const;
const key = marksOf('', 1);
const exam = {
  id: 'mock', title: '模拟考试', template: 'card.json',
  questions: [
    { no: '1-20', type: 'single', options: 4, key: Array.from({ length: 20 }, (_, k) => key[`q${k + 1}`]).join(''), points: 2 },
    { no: '21-30', type: 'truefalse', key: Array.from({ length: 10 }, (_, k) => (key[`q${k + 21}`] === '√' ? 'T' : 'F')).join(''), points: 1 },
    { no: '31', type: 'open', points: 20, height: 60 },
  ],
};

test('its pages are read by the template that the exam names, scored by its key, and what is no such sheet waits for a person', async () => {
  await using folder = await scratch();
  const at = (...names: readonly string[]): string => folder.at(...names);
  await mkdir(at('scans'));
  await writeFile(at('card.json'), JSON.stringify(sheet.template));
  await writeFile(at('exam.json'), JSON.stringify(exam));
  await writeFile(at('roster.csv'), `candidate_no,name,class\n${pupils.map(([no], i) => `${no},考生${i + 1},1班`).join('\n')}\n`);
  for (const [no, seed] of pupils) await writeFile(at('scans', `${no}.png`), await hardScan(sheet.svg(marksOf(no, seed)), seed === 2 ? { turn: 180 } : {}, seed));
  // A sheet without a number, one of another exam, and an empty page.
  await writeFile(at('scans', 'nobody.png'), await hardScan(sheet.svg(Object.fromEntries(Object.entries(marksOf('', 3)))), {}, 4));
  await writeFile(at('scans', 'other.png'), await hardScan(plain.svg(marksFor(plain, 1)), {}, 5));
  await sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#fdfdfd' } }).png().toFile(at('scans', 'empty.png'));

  const graded = await zhiyue(['grade', '--exam', at('exam.json'), '--roster', at('roster.csv'), '--out', at('results'), at('scans')]);
  expect(graded.code, graded.stderr).toBe(0);
  const scores = await csvRows(at('results', 'scores.csv'));
  expect(scores.map(({ candidate_no, name, total, status }) => [candidate_no, name, total, status])).toEqual(pupils.map(([no, seed], i) => {
    const own = marksOf(no, seed), right = (from: number, to: number): number => Array.from({ length: to - from + 1 }, (_, k) => `q${from + k}`).filter((label) => own[label] === key[label]).length;
    return [no, `考生${i + 1}`, String(2 * right(1, 20) + right(21, 30)), 'awaiting-marks'];
  }));
  expect((await csvRows(at('results', 'answers.csv'))).find(({ candidate_no }) => candidate_no === '20260102')).toMatchObject({ status: 'ok', 'a:1': 'C', 'a:21': 'T', 'a:22': 'F' });
  expect((await csvRows(at('results', 'exceptions.csv'))).map(({ source_file, kind }) => `${source_file} ${kind}`).toSorted()).toEqual(['empty.png blank-page', 'nobody.png unknown-candidate', 'other.png unreadable']);
  // What is written freely lies ready for markers.
  expect(await readdir(at('results', 'crops', 'open-31'))).toEqual(expect.arrayContaining(pupils.map(([no]) => `${no}.jpg`)));

  // The record holds the template: the file is not needed any more, neither here nor where a backup is taken up.
  await zhiyue(['backup', '--data-dir', at('results', '.zhiyue'), '--out', at('all.zyexam')]);
  const restored = await zhiyue(['restore', '--data-dir', at('elsewhere'), at('all.zyexam')]);
  expect(restored.code, restored.stderr).toBe(0);
});

test('what does not fit together is told by its question, and nothing is printed for such an exam', async () => {
  await using folder = await scratch();
  const at = (...names: readonly string[]): string => folder.at(...names), said = async (change: object, args: readonly string[] = []): Promise<string> => {
    await writeFile(at('exam.json'), JSON.stringify({ ...exam, ...change }));
    const { code, stderr } = await zhiyue([...(args.length > 0 ? args : ['grade', '--exam', at('exam.json'), '--out', at('results')]), ...(args.length > 0 ? [] : [at()])]);
    expect(code).toBe(2);
    return stderr;
  };
  await writeFile(at('card.json'), JSON.stringify(card.template));
  expect(await said({ questions: [{ no: '30-31', type: 'single', options: 4, key: 'AB', points: 1 }] })).toContain('the template has no column or region for question 31 (it has q1, q2, q3, q4, q5, q6, …)');
  expect(await said({ questions: [{ no: '1', type: 'single', options: 5, key: 'A', points: 1 }] })).toContain('question 1 has 5 options, and the template 4 bubbles for it');
  expect(await said({ candidateNumber: { digits: 10 }, questions: [{ no: '1', type: 'single', options: 4, key: 'A', points: 1 }] })).toContain('candidate numbers have 10 digits, and 考号 of the template has 8');
  expect(await said({ template: 'gone.json' })).toContain('gone.json');
  await writeFile(at('card.json'), JSON.stringify(sheet.template));
  expect(await said({}, ['sheet', '--exam', at('exam.json'), '--out', at('sheets.pdf')])).toContain('somebody else prints the sheets of this exam');
});
