/** Who sits an exam, from the bytes of a file that somebody sends. */
import { z } from 'zod';
import { unprintableSchema } from '../contract/routes/exams.ts';
import type { Candidate } from '../exam/exam.ts';
import type { ReadRosterInput } from './report/read-roster.job.ts';
import type { Pool } from './pool/pool.ts';

const parsed = z.object({ candidates: z.array(z.object({ candidateNo: z.string(), name: z.string(), class: z.string(), extra: z.record(z.string(), z.string()) })), unprintable: unprintableSchema, strange: z.boolean() });
export type ReadRoster = z.infer<typeof parsed>;
/** 50,000 rows of a workbook take some 5 s; time in line for a thread does not count. */
const timeoutMs = 60_000;

/** Throws ZhiyueError roster-invalid with the line of every fault. */
export async function readRosterInPool(pool: Pool, bytes: Uint8Array, { digits, signal }: { readonly digits: number; readonly signal: AbortSignal }): Promise<ReadRoster> {
  const input: ReadRosterInput = { bytes: new Uint8Array(bytes), digits };
  return parsed.parse(await pool.run('read-roster', input, { timeoutMs, signal, line: 'asked' }));
}

export interface RosterDifference { readonly added: number; readonly removed: number; readonly changed: number }

/** Counts by candidate number; `changed`: another name, class or further column. Pure. */
export function rosterDifference(before: readonly Candidate[], after: readonly Candidate[]): RosterDifference {
  const earlier = new Map(before.map((candidate) => [candidate.candidateNo, candidate]));
  const count = { added: 0, removed: 0, changed: 0 };
  for (const candidate of after) {
    const old = earlier.get(candidate.candidateNo);
    if (!old) count.added++;
    else if (!isSame(old, candidate)) count.changed++;
    earlier.delete(candidate.candidateNo);
  }
  return { ...count, removed: earlier.size };
}

function isSame(a: Candidate, b: Candidate): boolean {
  const columns = new Set([...Object.keys(a.extra), ...Object.keys(b.extra)]);
  return a.name === b.name && a.class === b.class && [...columns].every((column) => a.extra[column] === b.extra[column]);
}
