/** What is wrong with a template, in one sentence. Apart from what loads templates, for that brings the libraries for pictures along, which the gateway has no use for. */
import { ZodError } from 'zod';

/** The first fault, with its place. */
export function firstFault(cause: unknown): string {
  if (cause instanceof ZodError) {
    const [first] = cause.issues;
    return first === undefined ? 'It is no template.' : `${first.path.join('.') || 'The file'}: ${first.message}`;
  }
  return cause instanceof Error ? cause.message : String(cause);
}
