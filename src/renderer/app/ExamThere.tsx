/** The screens of an exam, as long as there is such an exam: nothing of one that somebody deleted stays in sight. Whether there is one is asked once, before its screens ask for all that they show. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, useListExamsQuery } from '../store/api.ts';
import { problemOf } from '../store/problem.ts';
import { Empty } from '../ui/Empty.tsx';
import { stationLink } from './place.ts';

const { useGetExamQuery } = api;

export function ExamThere({ examId, children }: { readonly examId: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { unknown, unlisted } = useListExamsQuery({}, { selectFromResult: ({ data, error: failed }) => ({ unknown: data === undefined && failed === undefined, unlisted: data !== undefined && data.entities[examId] === undefined }) });
  // One that was made this moment is not in the list yet: the station has the word.
  const { data: exam, error } = useGetExamQuery({ params: { examId } }, { skip: !unlisted });
  if (unknown || (unlisted && exam === undefined && error === undefined)) return null;
  if (!unlisted || error === undefined || problemOf(error).code !== 'not-found') return children;
  return (
    <div className="card" role="alert">
      <Empty title={t('exam.gone')}><p>{t('exam.gone-do')}</p><a className="button small" href={stationLink('exams')}>{t('exam.gone-link')}</a></Empty>
    </div>
  );
}
