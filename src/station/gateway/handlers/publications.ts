/** Scores that are given out. */
import { publishExam, unpublishExam } from '../../publication.ts';
import { publicationsOf } from '../../store/publications.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';
import { shownPublication } from './shown-publication.ts';

export const publicationHandlers = ({ store }: GatewayParts): Handlers<'publishExam' | 'unpublishExam' | 'listPublications'> => ({
  async publishExam({ params: { examId }, body, principal }) {
    return shownPublication(await publishExam(store, examId, { ...body, actor: principal.id }));
  },
  async unpublishExam({ params: { examId }, body: { reason }, principal }) {
    examOrRefuse(store.db, examId);
    await unpublishExam(store, examId, { reason, actor: principal.id });
  },
  async listPublications({ params: { examId } }) {
    examOrRefuse(store.db, examId);
    return { publications: publicationsOf(store.db, examId).map(shownPublication) };
  },
});
