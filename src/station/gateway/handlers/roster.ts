/** Who sits an exam. */
import { enterAndRescore } from '../../exam-entry.ts';
import { readRosterInPool, rosterDifference } from '../../exam-roster.ts';
import { candidatesOf } from '../../store/exams.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';

/** Enough to see whether names are names. */
const firstRows = 6;

export const rosterHandlers = ({ store, pool, waiting }: GatewayParts): Handlers<'getRoster' | 'importRoster'> => ({
  async getRoster({ params: { examId } }) {
    const { hasRoster } = examOrRefuse(store.db, examId);
    return { candidates: hasRoster ? candidatesOf(store.db, examId).map((candidate) => ({ ...candidate, extra: { ...candidate.extra } })) : null };
  },

  async importRoster({ params: { examId }, query: { preview = false }, body, principal, signal }) {
    const { exam } = examOrRefuse(store.db, examId);
    const { candidates, unprintable, strange } = await readRosterInPool(pool, body, { digits: exam.candidateNumber.digits, signal });
    const now = examOrRefuse(store.db, examId);
    const difference = rosterDifference(candidatesOf(store.db, examId), candidates);
    if (!preview) await enterAndRescore({ store, waiting }, now.exam, candidates, { actor: principal.id, expects: now.revision });
    return { candidates: candidates.length, ...difference, imported: !preview, unprintable, strange, first: candidates.slice(0, firstRows).map(({ candidateNo, name, class: className }) => ({ candidateNo, name, class: className })) };
  },
});
