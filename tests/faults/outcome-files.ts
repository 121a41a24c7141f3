/** Outcomes that earlier runs have appended to files. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const outcomeSchema = z.object({ fault: z.string(), seed: z.int(), pages: z.int(), struck: z.boolean(), complaints: z.array(z.string()), seconds: z.number(), longestHaltMs: z.number(), longestSilence: z.number(), swept: z.int() });

export function outcomesIn(files: readonly string[]): z.infer<typeof outcomeSchema>[] {
  return files.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => outcomeSchema.parse(JSON.parse(line))));
}
