/** One exam: how far it is, what comes next, and its end. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { useChangeExamMutation } from '../../store/settle.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useScanWorkQuery } from '../scan/endpoints.ts';
import { DeleteExam } from './DeleteExam.tsx';
import { DuplicateExam } from './DuplicateExam.tsx';
import { ExamCard } from './ExamCard.tsx';
import styles from './ExamPage.module.css';
import { NextSteps } from './NextSteps.tsx';

const { selectById } = examAdapter.getSelectors();

export function ExamPage({ examId, principal }: ExamScreenProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useListExamsQuery({});
  const { data: paused = false } = useScanWorkQuery({}, { skip: !mayDo(principal, 'tasks.change', null) });
  const [open, setOpen] = useState<'delete' | 'duplicate' | null>(null);
  const [change, { isLoading: changing }] = useChangeExamMutation();
  const close = (): void => setOpen(null);
  const exam = data === undefined ? undefined : selectById(data, examId);
  if (exam === undefined) return data === undefined ? <Awaited error={error} again={refetch} title={t('exams.failed')} /> : <div className="card"><Empty title={t('exam.gone')}><p>{t('exam.gone-do')}</p></Empty></div>;
  return (
    <div className={styles.page}>
      <ExamCard exam={exam} paused={paused} />
      <NextSteps exam={exam} />
      {mayDo(principal, 'exams.change', examId) ? (
        <div className={styles.end}>
          {mayDo(principal, 'exams.change', null) ? <Button variant="default" leftSection={<Icon name="copy" size={18} />} onClick={() => setOpen('duplicate')}>{t('exam.duplicate')}</Button> : null}
          <Button variant="default" loading={changing} leftSection={<Icon name="archive" size={18} />} onClick={() => void change({ params: { examId }, body: { revision: exam.revision, archived: !exam.archived } })}>{t(exam.archived ? 'exam.take-out' : 'exam.archive')}</Button>
          <Button variant="subtle" color="red" leftSection={<Icon name="trash" size={18} />} onClick={() => setOpen('delete')}>{t('exam.delete')}</Button>
          <DeleteExam exam={exam} opened={open === 'delete'} onClose={close} />
          {open === 'duplicate' ? <DuplicateExam exam={exam} onClose={close} /> : null}
        </div>
      ) : null}
    </div>
  );
}
