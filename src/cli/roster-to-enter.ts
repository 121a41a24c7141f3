/** Which roster a run grades by: the file's, or the station's where somebody changed it there since the file was last entered. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Candidate } from '../exam/exam.ts';
import { rosterDifference } from '../station/exam-roster.ts';
import { writeWhole } from '../station/store/whole-file.ts';
import type { Console } from './console.ts';
import type { GradeOrder, PreparedOrder } from './grade-order.ts';
import { SaidError } from './said-error.ts';
import { storedRoster } from './stored-roster.ts';

export interface RosterToEnter {
  /** Null: no file was given, or the station keeps its own. */
  readonly candidates: readonly Candidate[] | null;
  /** The file has not changed since it was last entered, the station's roster has. */
  readonly kept: boolean;
}

interface Asked extends Pick<PreparedOrder, 'exam' | 'candidates' | 'dataFolder'> { readonly order: Pick<GradeOrder, 'roster' | 'rosterFromFile'> }

/**
 * Needs the data folder's record, so a station has run on it. Says so when the station's roster is kept.
 * Throws SaidError when both have changed, or when the file was never entered here and the station has another roster: candidates who are not in the file would be gone.
 */
export async function rosterToEnter({ order, exam, candidates, dataFolder }: Asked, console: Pick<Console, 't' | 'note'>): Promise<RosterToEnter> {
  const taken = { candidates, kept: false };
  if (order.roster === undefined || candidates === null || order.rosterFromFile) return taken;
  const stored = storedRoster(dataFolder, exam.id);
  if (stored === null || isSame(stored, candidates)) return taken;
  const entered = await lastEntered(dataFolder, exam.id);
  if (entered && isSame(entered, stored)) return taken;
  const file = path.basename(order.roster);
  const { added, removed, changed } = rosterDifference(stored, candidates);
  if (!entered || !isSame(entered, candidates)) throw new SaidError('revision-stale', console.t('grade.roster-differs', { file, added, removed, changed }));
  console.note(console.t('grade.roster-kept', { file, added, removed, changed }));
  return { candidates: null, kept: true };
}

/** From now on what the station has is compared with this. */
export async function rememberRoster(dataFolder: string, examId: string, { candidates }: RosterToEnter): Promise<void> {
  if (candidates !== null) await writeWhole(dataFolder, enteredFile(examId), `${JSON.stringify(candidates)}\n`);
}

/** Within the data folder: the roster as its file had it when `grade` entered it last. */
const enteredFile = (examId: string): string => `entered/rosters/${examId}.json`;

const rosterSchema = z.array(z.object({ candidateNo: z.string(), name: z.string(), class: z.string(), extra: z.record(z.string(), z.string()) }));

/** Null where there is none that can be read: then nobody knows, and a difference is put before a person. */
async function lastEntered(dataFolder: string, examId: string): Promise<readonly Candidate[] | null> {
  try {
    return rosterSchema.parse(JSON.parse(await readFile(path.join(dataFolder, enteredFile(examId)), 'utf8')));
  } catch {
    return null;
  }
}

function isSame(one: readonly Candidate[], other: readonly Candidate[]): boolean {
  const { added, removed, changed } = rosterDifference(one, other);
  return added + removed + changed === 0;
}
