/** What a handler answers, checked before it leaves: an answer that does not fit the contract is a fault of ours. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { RouteSpec } from '../../../contract/route.ts';
import type { RouteName } from '../../../contract/routes.ts';
import type { KeptAnswer } from './idempotency.ts';

const fileAnswerSchema = z.object({
  content: z.union([z.instanceof(Uint8Array), z.instanceof(Readable)]),
  mediaType: z.string().regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/),
  bytes: z.int().min(0).optional(),
  fileName: z.string().optional(),
  etag: z.string().regex(/^[\x21\x23-\x7e]+$/).optional(),
});
export type CheckedFile = z.infer<typeof fileAnswerSchema>;

const degraded = z.object({ status: z.literal('degraded') });

/** Throws ZhiyueError internal. */
export function jsonAnswer(name: RouteName, { answer, status = 200 }: RouteSpec, given: unknown): KeptAnswer {
  if (answer === 'file') throw new ZhiyueError('internal', `${name} answers a file.`);
  const result = answer.safeParse(given);
  if (!result.success) throw misfit(name, result.error);
  if (result.data === undefined) return { status: 204, json: null };
  // The one answer whose status says something: whoever watches a station looks at nothing else.
  return { status: name === 'getHealth' && degraded.safeParse(result.data).success ? 503 : status, json: JSON.stringify(result.data) };
}

/** Throws ZhiyueError internal. */
export function fileAnswer(name: RouteName, given: unknown): CheckedFile {
  const result = fileAnswerSchema.safeParse(given);
  if (!result.success) throw misfit(name, result.error);
  return result.data;
}

/** Where it does not fit, never what stands there. */
function misfit(name: RouteName, { issues }: z.ZodError): ZhiyueError {
  const places = issues.slice(0, 10).map(({ path, code }) => `${path.join('.') || 'the whole'} (${code})`);
  return new ZhiyueError('internal', `The answer of ${name} does not fit its schema: ${places.join(', ')}.`);
}
