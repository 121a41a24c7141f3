/** The end of an exam: it cannot be taken back, so it is said what goes, and the title is typed. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamSummary } from '../../../contract/routes/exams.ts';
import { goTo, stationLink } from '../../app/place.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { useDeleteExamMutation } from './endpoints.ts';
import styles from './ExamPage.module.css';

/** As somebody reads it off the screen: spaces and Unicode's ways of writing the same letter do not count. */
const plain = (text: string): string => text.normalize('NFKC').replaceAll(/[\s\p{Cf}]+/gu, '').toLocaleLowerCase();

export function DeleteExam({ exam, opened, onClose }: { readonly exam: ExamSummary; readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [remove, { isLoading }] = useDeleteExamMutation();
  const same = plain(typed) === plain(exam.title);

  const close = (): void => { setTyped(''); setProblem(null); onClose(); };
  const confirm = async (): Promise<void> => {
    try {
      await remove({ params: { examId: exam.id }, query: { revision: exam.revision } }).unwrap();
      close();
      goTo(stationLink('exams'));
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={t('exam.delete')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <form onSubmit={(event) => { event.preventDefault(); if (same) void confirm(); }}>
        <p>{t('exam.delete-what', { pages: exam.progress.pages, sheets: exam.progress.graded })}</p>
        <p className={styles.named}><strong><Name>{exam.title}</Name></strong></p>
        <TextInput mt="sm" label={t('exam.delete-type')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" />
        {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>{t('exam.keep')}</Button>
          <Button type="submit" color="red" disabled={!same} loading={isLoading}>{t('exam.delete-sure')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
