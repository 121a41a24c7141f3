/** A publication is taken back with a reason that stays in the record. */
import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { useUnpublishExamMutation } from './endpoints.ts';

export function TakeBack({ examId, onClose }: { readonly examId: string; readonly onClose: () => void }) {
  useFocusBack();
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [unpublish, { isLoading }] = useUnpublishExamMutation();
  const sure = async (): Promise<void> => {
    setProblem(null);
    try {
      await unpublish({ params: { examId }, body: { reason: reason.trim() } }).unwrap();
      onClose();
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('publication.take-back-title')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <form onSubmit={(event) => { event.preventDefault(); void sure(); }}>
        <p>{t('publication.take-back-about')}</p>
        <Textarea mt="md" data-autofocus label={t('publication.reason')} description={t('publication.reason-hint')} required maxLength={500} autosize minRows={2} maxRows={6} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>{t('publication.keep')}</Button>
          <Button type="submit" color="red" loading={isLoading} disabled={reason.trim() === ''}>{t('publication.take-back-do')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
