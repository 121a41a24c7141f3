import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseExamText } from '../../src/exam/exam-file.ts';
import { parseRosterRows } from '../../src/exam/roster.ts';
import { scoreSheet } from '../../src/exam/score.ts';
import { z } from 'zod';
import { csvRows, example, launcher, scratch, zhiyue } from './zhiyue.ts';
import type { Ended } from './zhiyue.ts';

const truthSchema = z.object({
  pages: z.array(z.object({
    file: z.string(), candidateNo: z.string(), troubles: z.array(z.string()), texts: z.record(z.string(), z.string()),
    items: z.array(z.object({ field: z.string(), chosen: z.array(z.string()) })),
  })),
});
type TruthPage = z.infer<typeof truthSchema>['pages'][number];
const summarySchema = z.object({
  exam: z.string(),
  counts: z.record(z.string(), z.unknown()).and(z.object({ pages: z.int(), read: z.int(), failed: z.int(), review: z.int(), candidates: z.int(), graded: z.int(), absent: z.int(), exceptions: z.int() })),
  change: z.object({ kind: z.string(), moved: z.array(z.object({ candidate_no: z.string(), from: z.number().nullable(), to: z.number().nullable() })) }),
  pages_this_run: z.int(), seconds: z.number(), pages_per_minute: z.number(), files: z.array(z.string()),
});

const exam = parseExamText(await readFile(example.exam, 'utf8'));
const truth = truthSchema.parse(JSON.parse(await readFile(example.truth, 'utf8'))).pages;
const roster = parseRosterRows((await readFile(example.roster, 'utf8')).trim().split('\n').map((line) => line.split(',')), { digits: 8 });
const folder = await scratch();
const out = folder.at('out');
const order = (examFile: string) => ['grade', '--exam', examFile, '--roster', example.roster, '--out', out, '--json', example.scans];
const summaryOf = (run: Ended) => summarySchema.parse(JSON.parse(run.stdout));

/** What a candidate meant, in the form of answers.csv. */
function answerOf(page: TruthPage, question: (typeof exam.questions)[number]): string {
  if (question.type === 'text') return page.texts[question.no] ?? '';
  if (question.type !== 'numeric') return page.items.find((item) => item.field === question.no)?.chosen.join('') ?? '';
  const digits = question.columns.map((_, i) => page.items.find((item) => item.field === `${question.no}:${i}`)?.chosen.join('') || '_').join('');
  return /^_+$/.test(digits) ? '' : digits;
}

/** The candidate number that is filled in, which need not be the right one. */
function numberOn(page: TruthPage): string {
  return Array.from({ length: exam.candidateNumber.digits }, (_, i) => page.items.find((item) => item.field === `candidate:${i}`)?.chosen.join('') || '_').join('');
}

let first: Ended;
// From the source, whatever the others are started from.
beforeAll(async () => { first = await zhiyue(order(example.exam), { program: launcher }); });
afterAll(() => folder[Symbol.asyncDispose]());

describe('zhiyue grade on the example', () => {
  test('ends well and prints one JSON object', () => {
    expect(first.code, first.stderr).toBe(0);
    const summary = summaryOf(first);
    expect(summary.exam).toBe(exam.id);
    expect(summary.counts.pages).toBe(truth.length);
    expect(summary.counts.read + summary.counts.failed).toBe(truth.length);
    expect(summary.pages_this_run).toBe(truth.length);
    expect(first.stdout.trim().split('\n')).toHaveLength(1);
  });

  test('writes the files it names', async () => {
    const { files } = summaryOf(first);
    for (const name of ['answers.csv', 'scores.csv', 'exceptions.csv', 'results.xlsx', 'statistics.json', 'crops']) expect(files).toContain(`${out}/${name}`);
    for (const file of files) expect((await stat(file)).size, file).toBeGreaterThan(0);
  });

  test('every page has one row, and what is not flagged is what was marked', async () => {
    const rows = await csvRows(`${out}/answers.csv`);
    expect(new Set(rows.map((row) => row['source_file']))).toEqual(new Set(truth.map((page) => page.file)));
    expect(rows).toHaveLength(truth.length);
    let flagged = 0;
    for (const row of rows) {
      const page = truth.find((each) => each.file === row['source_file']);
      if (page === undefined) throw new Error(`no truth of ${row['source_file']}`);
      if (page.troubles.includes('blank') || page.troubles.includes('another exam')) {
        expect(row['status'], page.file).toBe('failed');
        continue;
      }
      expect(`${page.file} ${row['candidate_no']}`).toBe(`${page.file} ${numberOn(page)}`);
      for (const question of exam.questions.filter((each) => each.type !== 'open')) {
        const answer = row[`a:${question.no}`] ?? '';
        if (answer.startsWith('?')) flagged += 1;
        else expect(`${page.file} ${question.no}: ${answer}`).toBe(`${page.file} ${question.no}: ${answerOf(page, question)}`);
      }
    }
    expect(flagged).toBeLessThan(truth.length);
  });

  test('everybody on the roster has a score, and it follows from what was marked', async () => {
    const rows = await csvRows(`${out}/scores.csv`);
    expect(rows.slice(0, roster.length).map((row) => row['candidate_no'])).toEqual(roster.map((candidate) => candidate.candidateNo));
    for (const row of rows) {
      const pages = truth.filter((page) => numberOn(page) === row['candidate_no'] && !page.troubles.includes('another exam') && !page.troubles.includes('scanned twice'));
      const [page] = pages;
      if (page === undefined) expect(row['status']).toBe('absent');
      if (page === undefined || pages.length > 1 || row['status'] === 'review') continue;
      const { total } = scoreSheet(exam, exam.questions.map((question) => ({ no: question.no, value: answerOf(page, question), doubtful: false })));
      expect(`${page.file} ${row['total']}`).toBe(`${page.file} ${total}`);
      expect(row['status']).toBe('awaiting-marks');
    }
  });

  test('what the example hides is found', async () => {
    const kinds = new Map((await csvRows(`${out}/exceptions.csv`)).map((row) => [`${row['kind']} ${row['source_file']}`, row]));
    const hidden: Readonly<Record<string, string>> = { blank: 'blank-page', 'another exam': 'foreign-page', 'unknown candidate': 'unknown-candidate', 'second sheet': 'duplicate', 'scanned twice': 'duplicate' };
    for (const page of truth) for (const trouble of page.troubles) {
      const kind = hidden[trouble];
      if (kind !== undefined) expect([...kinds.keys()]).toContain(`${kind} ${page.file}`);
    }
    expect([...kinds.values()].every((row) => (row['detail'] ?? '').length > 10)).toBe(true);
  });

  test('run again it does nothing twice', async () => {
    const before = { answers: await readFile(`${out}/answers.csv`, 'utf8'), scores: await readFile(`${out}/scores.csv`, 'utf8'), exceptions: await readFile(`${out}/exceptions.csv`, 'utf8') };
    const again = await zhiyue(order(example.exam));
    expect(again.code, again.stderr).toBe(0);
    const { counts, pages_this_run, change } = summaryOf(again);
    expect(change).toMatchObject({ kind: 'unchanged', moved: [] });
    expect(pages_this_run).toBe(0);
    expect(again.stderr).toContain(`${truth.length} files, all taken in before`);
    expect(again.stderr).not.toContain('pages/min');
    expect(counts).toEqual(summaryOf(first).counts);
    expect({ answers: await readFile(`${out}/answers.csv`, 'utf8'), scores: await readFile(`${out}/scores.csv`, 'utf8'), exceptions: await readFile(`${out}/exceptions.csv`, 'utf8') }).toEqual(before);
  });

  test('a changed key scores everybody again without reading again, and says whose score changed', async () => {
    const before = await csvRows(`${out}/scores.csv`);
    const changed = folder.at('exam-changed.json');
    await writeFile(changed, (await readFile(example.exam, 'utf8')).replace('BDACCABDBACDDABCBCAD', 'ADACCABDBACDDABCBCAD'));
    const run = await zhiyue(order(changed));
    expect(run.code, run.stderr).toBe(0);
    const { change, pages_this_run } = summaryOf(run);
    expect(pages_this_run).toBe(0);
    expect(change.kind).toBe('updated');
    const after = await csvRows(`${out}/scores.csv`);
    const moved = after.flatMap((row, i) => (row['total'] === before[i]?.['total'] ? [] : [{ candidate_no: row['candidate_no'], from: Number(before[i]?.['total']), to: Number(row['total']) }]));
    expect(moved.length).toBeGreaterThan(0);
    expect(change.moved).toEqual(moved);
    const [one] = moved;
    expect(run.stderr).toContain(`${one?.candidate_no}: ${one?.from} → ${one?.to}`);
  });
});
