/** In a pool thread: a roster from the bytes of a file that somebody sent. A workbook takes a second, and a crafted one its memory. */
import { z } from 'zod';
import { type Unprintable, unprintableNames } from '../../sheet/render/unprintable.ts';
import { readRosterBytes, type RosterOfFile } from './roster-file.ts';

const inputSchema = z.strictObject({ bytes: z.instanceof(Uint8Array), digits: z.int() });
export type ReadRosterInput = z.infer<typeof inputSchema>;

export async function readRosterJob(input: unknown): Promise<RosterOfFile & { readonly unprintable: readonly Unprintable[] }> {
  const { bytes, digits } = inputSchema.parse(input);
  const read = await readRosterBytes(bytes, { digits });
  return { ...read, unprintable: unprintableNames(read.candidates) };
}
