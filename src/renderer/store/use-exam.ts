/** An exam as screens show it that say nothing of how far it is. */
import { useMemo } from 'react';
import { shallowEqual } from 'react-redux';
import type { AnswerOf } from '../../contract/routes.ts';
import { api } from './api.ts';

export type ExamItself = Omit<AnswerOf<'getExam'>, 'progress'>;

/** The exam without its progress, which changes four times a second while pages are read: nothing is drawn or worked out again for that. The same object until something else of it changes. */
export function useExam(examId: string) {
  const itself = useMemo(() => {
    let last: ExamItself | undefined;
    return (data: AnswerOf<'getExam'> | undefined): ExamItself | undefined => {
      if (data === undefined) return undefined;
      const { progress: _progress, ...next } = data;
      if (!shallowEqual(last, next)) last = next;
      return last;
    };
  }, []);
  return api.useGetExamQuery({ params: { examId } }, { selectFromResult: ({ data, error }) => ({ exam: itself(data), error }) });
}
