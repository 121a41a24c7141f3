/** Whether somebody may ask what they ask: the role, the exam that it is about, the place they ask from. */
import { z } from 'zod';
import { mayDo, type Principal, rolePermissions, seesExam } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { RouteSpec } from '../../../contract/route.ts';
import { notThere } from '../../../contract/not-there.ts';
import type { Db } from '../../store/database.ts';

/** Who is not signed in: may ask what `anyone` may, and sees no exam. */
export const nobody: Principal = { id: 'nobody', name: '', role: 'viewer', exams: [], local: false };

/** The role, before anything of the request is looked at. Throws ZhiyueError forbidden. */
export function checkRole({ needs, localOnly, scope }: RouteSpec, principal: Principal): void {
  if (needs === 'anyone' || needs === 'signed-in') return;
  if (localOnly === true && !principal.local) throw new ZhiyueError('forbidden', 'This can only be asked on the machine of the station.');
  if (!rolePermissions[principal.role].includes(needs)) throw new ZhiyueError('forbidden', `The role ${principal.role} may not do this: it needs ${needs}.`, { about: needs });
  if (scope === 'station' && !mayDo(principal, needs, null)) throw new ZhiyueError('forbidden', 'This is about the station as a whole, which is not open to who sees some exams only.', { about: needs });
}

const said = z.record(z.string(), z.unknown());
const examIdRow = z.object({ exam_id: z.string() });
const examOf = {
  batchId: 'SELECT exam_id FROM batches JOIN exams USING (exam_id) WHERE batch_id = ? AND doomed = 0',
  pageId: 'SELECT exam_id FROM pages JOIN exams USING (exam_id) WHERE page_id = ? AND doomed = 0',
  exceptionId: 'SELECT exam_id FROM exceptions JOIN exams USING (exam_id) WHERE exception_id = ? AND doomed = 0',
  reportId: 'SELECT exam_id FROM reports JOIN exams USING (exam_id) WHERE report_id = ? AND doomed = 0',
} as const;

const soughtOf = { batchId: 'batch', pageId: 'page', exceptionId: 'exception', reportId: 'report' } as const;

/**
 * The exam, by what was parsed from the request.
 * Throws ZhiyueError forbidden for an exam that is named and not open to the principal, whether it exists or not; not-found for a page, batch, exception or report that is not there or belongs to such an exam: both alike.
 */
export function checkExam({ scope }: RouteSpec, principal: Principal, params: unknown, query: unknown, db: Db): void {
  if (scope === 'station' || scope === 'own') return;
  if (scope === 'examId' || scope === 'exam') {
    const examId = z.string().parse(said.parse(scope === 'examId' ? params : query)[scope]);
    if (!seesExam(principal, examId)) throw new ZhiyueError('forbidden', `The exam ${examId} is not open to you.`, { about: examId });
    return;
  }
  const id = z.string().parse(said.parse(params)[scope]);
  const row = db.get(examIdRow, examOf[scope], id);
  if (!row || !seesExam(principal, row.exam_id)) throw notThere(soughtOf[scope], id);
}
