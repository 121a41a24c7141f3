/** Gives the scores out: says first what that freezes and what still waits for a person. */
import { Button, Checkbox, Group, Modal, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamSummary } from '../../../contract/routes/exams.ts';
import { examLink } from '../../app/place.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { usePublishExamMutation } from './endpoints.ts';
import styles from './Publish.module.css';

interface PublishProps {
  readonly exam: ExamSummary;
  /** How many scores still wait for marks of open questions. */
  readonly awaitingMarks: number;
  /** What stands in the way until all paper is in; null: nothing. */
  readonly stillComing: ReactNode;
  readonly onClose: () => void;
}

export function Publish({ exam: { id: examId, progress, revision }, awaitingMarks, stillComing, onClose }: PublishProps) {
  useFocusBack();
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [force, setForce] = useState(false);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [publish, { isLoading }] = usePublishExamMutation();
  /** Whose scores stood behind the question when it was asked. */
  const [seen] = useState(revision);
  const changed = revision !== seen;
  const open = progress.exceptions;
  const sure = async (): Promise<void> => {
    setProblem(null);
    try {
      await publish({ params: { examId }, body: { note: note.trim(), force, revision: seen } }).unwrap();
      onClose();
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('publication.publish-title')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); void sure(); }}>
        <p>{t('publication.publish-about', { count: progress.graded })}</p>
        {stillComing}
        {awaitingMarks > 0 ? <p className={styles.waits}>{t('publication.awaiting', { count: awaitingMarks })}</p> : null}
        {open > 0 ? (
          <div className={styles.waits}>
            <p>{t('publication.open', { count: open })} <a href={examLink(examId, 'exceptions')}>{t('publication.settle')}</a></p>
            <Checkbox mt="xs" label={t('publication.force')} checked={force} onChange={(event) => setForce(event.currentTarget.checked)} />
          </div>
        ) : null}
        <Textarea label={t('publication.note')} description={t('publication.note-hint')} maxLength={500} autosize minRows={1} maxRows={5} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        {changed ? <p role="alert" className={styles.waits}>{t('publication.changed')}</p> : null}
        {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t('publication.not-now')}</Button>
          <Button type="submit" loading={isLoading} disabled={changed || stillComing !== null || (open > 0 && !force)}>{t('publication.publish')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
