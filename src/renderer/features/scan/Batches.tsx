/** The scan batches of an exam; one can be picked to look at its pages only. */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { Name } from '../../ui/Name.tsx';
import { dayAndTime } from '../../ui/times.ts';
import { pageCounts } from '../exams/exam-state.ts';
import styles from './Batches.module.css';
import { useScanCancelBatchMutation, useScanRetryBatchMutation, useScanWorkQuery } from './endpoints.ts';
import { useIsLeft } from './use-intake.ts';

interface BatchesProps { readonly examId: string; readonly batches: readonly Batch[]; readonly chosen: Batch | null; readonly onChoose: (batchId: string | null) => void; readonly mayWork: boolean; readonly mayPause: boolean }

const stateSigns = { intake: '↓', reading: '…', paused: '‖', completed: '✓', interrupted: '!' } as const;

export function Batches({ examId, batches, chosen, onChoose, mayWork, mayPause }: BatchesProps) {
  const { t, i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const isLeft = useIsLeft(examId);
  const { data: paused = false } = useScanWorkQuery({}, { skip: !mayPause });
  const [retry, retrying] = useScanRetryBatchMutation();
  const [giveUp, setGiveUp] = useState<Batch | null>(null);
  const again = (batchId: string): void => {
    retry({ params: { batchId } }).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('retryBatch', problemOfRejection({ error: rejection })))));
  };
  return (
    <section className={`card ${styles.batches ?? ''}`}>
      <h2 className={styles.title}>{t('scan.batches')}</h2>
      <ul className={styles.list}>
        {batches.map((batch) => {
          const { batchId, batchKey, state, startedAt, sendings, progress } = batch;
          const { pages } = progress;
          const { done, read, failed, copies } = pageCounts(progress);
          const look = sendings.some(isLeft) ? 'interrupted' : paused && state !== 'completed' && done < pages ? 'paused' : state;
          const isChosen = chosen?.batchId === batchId;
          return (
            <li key={batchId} className={styles.batch} data-chosen={isChosen || undefined} data-batch={batchKey}>
              <button type="button" className={styles.pick} aria-pressed={isChosen} onClick={() => onChoose(isChosen ? null : batchId)}>
                <span className={styles.name}><Name lines={1}>{batchKey}</Name></span>
                <span className={styles.when}>{dayAndTime(startedAt, i18n.language)}</span>
              </button>
              <span className={styles.state} data-state={look}><span aria-hidden="true">{stateSigns[look]}</span> {t(`scan.batch.${look}`)}</span>
              <span className={styles.figures}>{sendings.map(({ sendingId, came, files }) => <span key={sendingId}>{t('scan.batch-files', { came, count: files })} · </span>)}{t('scan.batch-pages', { read, pages })}{failed > 0 ? <b> · {t('scan.batch-failed', { count: failed })}</b> : null}{copies > 0 ? <> · {t('scan.batch-copies', { count: copies })}</> : null}</span>
              <span className={styles.buttons}>
                {mayWork && state === 'completed' && failed > 0 ? <button type="button" className="button small" disabled={retrying.isLoading} onClick={() => again(batchId)}>{t('scan.retry-batch')}</button> : null}
                {mayWork && state !== 'completed' ? <button type="button" className="button danger small" onClick={() => setGiveUp(batch)}>{t('scan.cancel-batch')}</button> : null}
              </span>
            </li>
          );
        })}
      </ul>
      {batches.some(({ state, progress }) => state === 'completed' && progress.failed > 0) ? <p className={`hint ${styles.hint ?? ''}`}>{t('scan.failed-do')}</p> : null}
      <GiveUp batch={giveUp} onClose={() => setGiveUp(null)} />
    </section>
  );
}

function GiveUp({ batch, onClose }: { readonly batch: Batch | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [cancel, cancelling] = useScanCancelBatchMutation();
  const left = batch === null ? 0 : Math.max(0, batch.progress.pages - batch.progress.read - batch.progress.failed);
  async function sure(): Promise<void> {
    if (batch === null) return;
    try {
      await cancel({ params: { batchId: batch.batchId } }).unwrap();
    } catch (rejection) {
      dispatch(notices.actions.noticed(notDone('cancelBatch', problemOfRejection({ error: rejection }))));
    }
    onClose();
  }
  return (
    <Modal opened={batch !== null} onClose={onClose} title={t('scan.cancel-sure')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <p>{t('scan.cancel-about', { count: left })}</p>
      <div className={styles.answer}>
        <button type="button" className="button" onClick={onClose} data-autofocus>{t('scan.cancel-no')}</button>
        <button type="button" className="button danger" disabled={cancelling.isLoading} onClick={() => void sure()}>{t('scan.cancel-batch')}</button>
      </div>
    </Modal>
  );
}
