/** Scores and statistics, from the views' thread. */
import { scoreHistory } from '../../store/sheets.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';

export const scoreHandlers = ({ store, views }: GatewayParts): Handlers<'listScores' | 'getScore' | 'getStatistics'> => ({
  async listScores({ params: { examId }, query: { limit, after = null, class: className = null, status = null } }) {
    examOrRefuse(store.db, examId);
    return views.scores(examId, { limit, after, class: className, status });
  },

  async getScore({ params: { examId, candidateNo } }) {
    examOrRefuse(store.db, examId);
    const score = await views.score(examId, candidateNo);
    const { pages, history } = scoreHistory(store.db, examId, candidateNo);
    return { ...score, questions: score.questions.map((question) => ({ ...question, reason: { ...question.reason } })), pages, history };
  },

  async getStatistics({ params: { examId }, query: { class: className = null } }) {
    examOrRefuse(store.db, examId);
    const { questions, ...whole } = await views.statistics(examId, className);
    return { ...whole, questions: questions.map((question) => ({ ...question, options: question.options === null ? null : { ...question.options } })) };
  },
});
