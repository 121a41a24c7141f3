import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseExamText } from '../exam/exam-file.ts';
import { layoutExam } from '../sheet/layout/layout-exam.ts';

const folder = fileURLToPath(new URL('../../resources/example/', import.meta.url));
const truth = z.object({ layoutVersion: z.string(), pages: z.array(z.object({ file: z.string(), candidateNo: z.string(), troubles: z.array(z.string()) })) }).parse(JSON.parse(readFileSync(`${folder}truth.json`, 'utf8')));

describe('the bundled example', () => {
  it('was made for the layout as it is now (else: node src/simulate/make-example.ts)', () => {
    const exam = parseExamText(readFileSync(`${folder}exam.json`, 'utf8'));
    expect(truth.layoutVersion).toBe(layoutExam(exam, { personal: false }).version);
  });

  it('has a file for each page of its truth and no other', () => {
    expect(readdirSync(`${folder}scans`).toSorted()).toEqual(truth.pages.map((page) => page.file).toSorted());
    expect(existsSync(`${folder}roster.csv`)).toBe(true);
  });

  it('has the troubles of a real stack', () => {
    const troubles = truth.pages.flatMap((page) => page.troubles);
    for (const trouble of ['scanned twice', 'second sheet', 'blank', 'another exam', 'unknown candidate', 'upside down']) expect(troubles).toContain(trouble);
    const twice = truth.pages.findIndex((page) => page.troubles.includes('scanned twice'));
    const [again, before] = [truth.pages[twice], truth.pages[twice - 1]];
    expect(readFileSync(`${folder}scans/${again?.file}`).equals(readFileSync(`${folder}scans/${before?.file}`))).toBe(true);
    const roster = readFileSync(`${folder}roster.csv`, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[0] ?? '');
    const seen = new Set(truth.pages.map((page) => page.candidateNo));
    expect(roster.filter((candidateNo) => !seen.has(candidateNo))).toHaveLength(2);
  });
});
