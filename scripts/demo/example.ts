/** The example exam, and a station of the demo's own for it. */
import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseExamText } from '../../src/exam/exam-file.ts';
import { readConfig } from '../../src/station/config.ts';
import { startStation } from '../../src/station/station.ts';
import type { ScanSource, Station } from '../../src/station/station-api.ts';

const root = path.resolve(import.meta.dirname, '../..');
const example = path.join(root, 'resources', 'example');

export async function exampleExam() {
  return parseExamText(await readFile(path.join(example, 'exam.json'), 'utf8'));
}

/** `count` scans of the example after the first `from`. */
export function exampleScans(from: number, count: number): ScanSource[] {
  const scans = path.join(example, 'scans');
  return readdirSync(scans).filter((name) => name.endsWith('.jpg')).toSorted().slice(from, from + count).map((name) => ({ path: path.join(scans, name), name }));
}

/** In an empty folder, `demo-output/<name>`. */
export async function freshStation(name: string): Promise<Station> {
  const dataFolder = path.join(root, 'demo-output', name);
  await rm(dataFolder, { recursive: true, force: true });
  return startStation(readConfig(process.env, { dataFolder, port: null }));
}
