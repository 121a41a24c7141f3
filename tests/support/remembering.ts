/** Stations of tests that read only what no station with this program has read before (docs/decisions/0086). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownModule } from '../../src/station/own-files.ts';
import type { StationOverrides } from '../../src/station/station.ts';
import { keptForProgram } from './kept-for-program.ts';
import { rememberingTexts } from './remembered-texts.ts';

/** The station's own jobs, whose readings are remembered in `folder`; with a seed one of every 25 pages, others with each, is read anew all the same. */
export function rememberingJobs(folder: string, seed: number | null = null): URL {
  const module = ownModule('./remembered-readings.ts', import.meta.url);
  module.searchParams.set('folder', folder);
  if (seed !== null) module.searchParams.set('seed', String(seed));
  return module;
}

export function rememberingOverrides(): Required<Pick<StationOverrides, 'jobsModule' | 'textReader'>> {
  const folder = join(keptForProgram(), 'readings');
  mkdirSync(folder, { recursive: true });
  return { jobsModule: rememberingJobs(folder), textReader: (start) => rememberingTexts(folder, start) };
}
