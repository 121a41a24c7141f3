/** What somebody began to send and did not send to its end: how much of it came, how it goes on, and the button for when nothing more will come. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../store/api.ts';
import { Name } from '../../ui/Name.tsx';
import styles from './StillComing.module.css';
import { useEndSending } from './use-end-sending.ts';
import { useIsLeft } from './use-intake.ts';

export function Interrupted({ examId, batches }: { readonly examId: string; readonly batches: readonly Batch[] }) {
  const { t } = useTranslation();
  const isLeft = useIsLeft(examId);
  const [end, ending] = useEndSending(examId);
  return batches.flatMap(({ batchId, batchKey, sendings }) => sendings.filter(isLeft).map(({ sendingId, came, files }) => (
    <div key={`${batchId} ${sendingId}`} className={styles.coming} role="status" data-interrupted={batchKey}>
      <p><strong>{t('scan.interrupted', { came, count: files })}</strong> <Name>{batchKey}</Name><br />{t('scan.interrupted-do')}</p>
      <Button size="xs" variant="default" loading={ending} onClick={() => end(sendingId)}>{t('scan.that-was-all')}</Button>
    </div>
  )));
}
