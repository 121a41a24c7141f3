/** Which options belong to a right answer, by question; choice questions only. Pure. */
import type { AnswerOf } from '../../../contract/routes.ts';

export function rightOptions(questions: AnswerOf<'getExam'>['everything']): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(questions.flatMap((question) => {
    if (question.void || (question.type !== 'single' && question.type !== 'multiple' && question.type !== 'truefalse')) return [];
    return [[question.no, new Set(question.keys.join(''))]];
  }));
}
