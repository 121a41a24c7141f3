/** A real station in a folder of its own, the bundled example to put into it, and what a test compares. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Exam } from '../../src/exam/exam.ts';
import { parseExam } from '../../src/exam/exam-file.ts';
import { readConfig, type StationConfig } from '../../src/station/config.ts';
import type { ExamResults } from '../../src/station/report/results.ts';
import { startStation, type StationOverrides } from '../../src/station/station.ts';
import type { ScanSource, Station } from '../../src/station/station-api.ts';

const example = fileURLToPath(new URL('../../resources/example/', import.meta.url));

export function exampleExam(): Exam {
  return parseExam(JSON.parse(readFileSync(join(example, 'exam.json'), 'utf8')));
}

/** Who sat the example, as a CSV file. */
export const exampleRoster = join(example, 'roster.csv');

/** The first scans of the example. */
export function exampleScans(count: number): ScanSource[] {
  const scans = join(example, 'scans');
  return readdirSync(scans).filter((name) => name.endsWith('.jpg')).toSorted().slice(0, count).map((name) => ({ path: join(scans, name), name }));
}

export function openStation(dataFolder: string, config: Partial<StationConfig> = {}, overrides: StationOverrides = {}): Promise<Station> {
  return startStation(readConfig({}, { dataFolder, port: null, workers: 2, ...config }), overrides);
}

/** What must be the same however often a station was killed on the way. */
export function essence(results: ExamResults): unknown {
  return {
    pages: results.pages.map(({ sourceFile, sourcePage, candidateNo, status, answers }) => ({ sourceFile, sourcePage, candidateNo, status, answers })),
    scores: results.scores.map(({ candidateNo, status, score }) => ({ candidateNo, status, total: score?.total ?? null })),
    exceptions: results.exceptions.map(({ sourceFile, sourcePage, candidateNo, kind, field, detail }) => [sourceFile, sourcePage, candidateNo, kind, field, detail].join(' ')).toSorted(),
  };
}

/** How many events of each type a closed station has in its record, and whether `seq` runs without gaps. */
export function eventCounts(dataFolder: string): { readonly counts: Readonly<Record<string, number>>; readonly gapless: boolean } {
  const record = new DatabaseSync(join(dataFolder, 'record.sqlite'), { readOnly: true });
  try {
    const rows = z.array(z.object({ type: z.string(), n: z.int() })).parse(record.prepare('SELECT type, count(*) AS n FROM all_events GROUP BY type').all());
    const ends = z.object({ least: z.int(), most: z.int(), n: z.int() }).parse(record.prepare('SELECT min(seq) AS least, max(seq) AS most, count(*) AS n FROM all_events').get());
    return { counts: Object.fromEntries(rows.map(({ type, n }) => [type, n])), gapless: ends.least === 1 && ends.most === ends.n };
  } finally {
    record.close();
  }
}
