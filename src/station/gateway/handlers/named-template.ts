/** Exam files that name a template of the station instead of holding one. */
import { ZhiyueError } from '../../../contract/errors.ts';
import { fault } from '../../../contract/faults.ts';
import type { Db } from '../../store/database.ts';
import { findTemplate } from '../../store/templates.ts';

/** The exam file with the template itself, as it is now: later changes of it are none of the exam's. Throws ZhiyueError exam-invalid where there is no such template. */
export function withNamedTemplate(db: Db, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { template: name } = body;
  if (typeof name !== 'string') return body;
  const kept = findTemplate(db, name);
  if (kept === null) throw ZhiyueError.of('exam-invalid', [fault('exam-template-gone', {}, { path: 'template' })], { about: 'template' });
  return { ...body, template: kept.template };
}
