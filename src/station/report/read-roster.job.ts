/** In a pool thread: a roster from the bytes of a file that somebody sent. A workbook takes a second, and a crafted one its memory. */
import { z } from 'zod';
import type { Candidate } from '../../exam/exam.ts';
import { readRosterBytes } from './roster-file.ts';

const inputSchema = z.strictObject({ bytes: z.instanceof(Uint8Array), digits: z.int() });
export type ReadRosterInput = z.infer<typeof inputSchema>;

export async function readRosterJob(input: unknown): Promise<{ readonly candidates: readonly Candidate[] }> {
  const { bytes, digits } = inputSchema.parse(input);
  return { candidates: await readRosterBytes(bytes, { digits }) };
}
