import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../tests/support/redis.ts';
import { exampleExam } from '../../tests/support/station.ts';
import type { Candidate } from '../exam/exam.ts';
import { enterExam } from '../station/exam-entry.ts';
import { openStore, type Store } from '../station/store/store.ts';
import { translator } from './i18n/texts.ts';
import { rememberRoster, type RosterToEnter, rosterToEnter } from './roster-to-enter.ts';

const exam = exampleExam();
const person = (candidateNo: string, name = '王'): Candidate => ({ candidateNo, name, class: '1', extra: {} });
const [one, two, three] = [person('00000001'), person('00000002'), person('00000003')];
const t = await translator('en');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: Store;
const notes: string[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  store = await openStore(folder.path);
});
afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

/** As `grade` does with a file of these candidates. */
async function grade(candidates: readonly Candidate[] | null, rosterFromFile = false): Promise<RosterToEnter> {
  notes.length = 0;
  const order = { rosterFromFile, ...(candidates === null ? {} : { roster: 'lists/roster.csv' }) };
  const roster = await rosterToEnter({ order, exam, candidates, dataFolder: folder.path }, { t, note: (line) => void notes.push(line) });
  await enterExam(store, exam, roster.candidates);
  await rememberRoster(folder.path, exam.id, roster);
  return roster;
}
const changeInApp = (candidates: readonly Candidate[]) => enterExam(store, exam, candidates, { actor: 'operator' });

test('a roster that was changed in the app stays while the file is what it was, and where both have changed a person decides', async () => {
  await enterExam(store, exam, null);
  // The first file, the same one again, and a newer one: the app has not touched it.
  for (const candidates of [[one, two], [one, two], [one, two, three]]) expect(await grade(candidates)).toEqual({ candidates, kept: false });
  expect(notes).toEqual([]);

  await changeInApp([one, person('00000002', '李')]);
  expect(await grade([one, two, three])).toEqual({ candidates: null, kept: true });
  expect(notes.join()).toContain('would add 1, remove 0 and change 1 candidates');
  expect(notes.join()).toContain('roster.csv');

  const both = grade([one]);
  await expect(both).rejects.toMatchObject({ code: 'revision-stale', message: expect.stringContaining('--roster-from-file') });
  await expect(both).rejects.toThrow('would add 0, remove 1 and change 0 candidates');
  // Nobody is asked who brings no file, or says whose counts.
  expect(await grade(null)).toEqual({ candidates: null, kept: false });
  expect(await grade([one], true)).toEqual({ candidates: [one], kept: false });
  expect(await grade([one, two])).toEqual({ candidates: [one, two], kept: false });
});
