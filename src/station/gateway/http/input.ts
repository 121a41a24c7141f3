/** What a client says, checked by the route's schemas before anything is done. */
import type { z } from 'zod';
import { RequestInvalid } from './problems.ts';

/** Throws RequestInvalid with every place that does not fit. */
export function parsed(schema: z.ZodType | undefined, said: unknown, where: 'params' | 'query' | 'body'): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(said);
  if (result.success) return result.data;
  throw new RequestInvalid(result.error.issues.slice(0, 50).map(({ path, message }) => ({ path: [where, ...path.map(String)].join('.'), message })));
}
