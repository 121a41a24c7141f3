/** The dead-letter stream, read back: events that a group could not handle. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { eventEnvelopeSchema } from '../../contract/events.ts';

const letterSchema = z.object({
  group: z.string(), type: z.string(), seq: z.coerce.number().int(), attempts: z.coerce.number().int(), code: z.string(), error: z.string(), at: z.string(),
  event: z.string().transform((text): unknown => JSON.parse(text)).pipe(eventEnvelopeSchema),
});

/** A dead letter with its place in the stream. */
export type KeptLetter = z.infer<typeof letterSchema> & { readonly id: string };

/** Newest first; what is not ours is left out. */
export async function readLetters(redis: Pick<Redis, 'xrevrange'>, stream: string, limit: number): Promise<KeptLetter[]> {
  const entries = await redis.xrevrange(stream, '+', '-', 'COUNT', limit);
  return entries.flatMap(([id, fields]) => {
    const pairs = Array.from({ length: fields.length >> 1 }, (_, index) => [fields[2 * index] ?? '', fields[2 * index + 1] ?? ''] as const);
    const letter = safely(() => letterSchema.parse(Object.fromEntries(pairs)));
    return letter === null ? [] : [{ id, ...letter }];
  });
}

function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
