/** What is wrong with a template. Apart from what loads templates, for that brings the libraries for pictures along, which the gateway has no use for. */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, fault } from '../../contract/faults.ts';
import { schemaFaults, wholeFile } from '../../exam/schema-faults.ts';

/** More than a few are of one cause. */
const most = 5;

/** The refusal of `json`, a template or an answer key, about `about`, for what its schema or the rules of templates threw; what is about something already is left as it is. */
export function templateRefusal(about: string, json: unknown, cause: unknown, code: 'template-invalid' | 'key-invalid' = 'template-invalid'): ZhiyueError {
  if (cause instanceof ZhiyueError && (cause.code !== 'template-invalid' || cause.about !== null)) return cause;
  return ZhiyueError.of(code, templateFaults(cause, json), { about, cause });
}

function templateFaults(cause: unknown, json: unknown): readonly Fault[] {
  if (cause instanceof ZhiyueError) return cause.faults;
  if (!(cause instanceof z.ZodError)) return [fault('template-misfit')];
  return schemaFaults(cause, [], json).slice(0, most).map((one) => inTemplate(one));
}

/** The exam's words for a field serve templates, too, but for those that say what an exam is. */
function inTemplate(one: Fault): Fault {
  const where = one.where !== null && 'path' in one.where && one.where.path === wholeFile ? null : one.where;
  if (one.code === 'exam-misfit') return { code: where !== null && 'path' in where && where.path.endsWith('.kind') ? 'template-kind' : 'template-misfit', values: {}, where };
  return { ...one, where };
}
