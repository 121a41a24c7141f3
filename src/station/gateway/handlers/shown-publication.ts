/** A publication as screens see it. */
import type { Publication } from '../../store/publications.ts';

export function shownPublication({ publicationId, examRevision, at, by, note, digest, sheets, openExceptions, withdrawnAt, withdrawnBy, reason }: Publication) {
  return { publicationId, examRevision, at, by, note, digest, sheets, openExceptions, withdrawn: withdrawnAt === null ? null : { at: withdrawnAt, by: withdrawnBy ?? '', reason: reason ?? '' } };
}
