/** One exam: how far it is, and the way to what can be done with it. */
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import type { ExamScreenProps } from '../../app/screens.tsx';
import { ExamCard } from './ExamCard.tsx';

const { selectById } = examAdapter.getSelectors();

export function ExamPage({ examId }: ExamScreenProps) {
  const { data } = useListExamsQuery({});
  const exam = data === undefined ? undefined : selectById(data, examId);
  return exam === undefined ? null : <ExamCard exam={exam} />;
}
