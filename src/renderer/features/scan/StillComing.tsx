/** Above results of which scans still come: how many candidates wait, what ends that, and the button that says that all paper is in. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { examLink } from '../../app/place.ts';
import { useStopWatching } from './use-stop-watching.ts';
import type { ScansComing } from './scans-coming.ts';
import styles from './StillComing.module.css';

interface StillComingProps {
  readonly examId: string;
  readonly coming: NonNullable<ScansComing>;
  /** Candidates of whom not all pages are there. */
  readonly awaiting: number;
}

export function StillComing({ examId, coming, awaiting }: StillComingProps) {
  const { t } = useTranslation();
  const [stop, stopping] = useStopWatching(examId);
  return (
    <div className={styles.coming} role="status" data-coming={coming}>
      <p>
        <strong>{t(`coming.${coming}`)}</strong> {awaiting > 0 ? `${t('coming.awaiting', { count: awaiting })} ` : ''}
        {t(`coming.${coming}-then`)}
      </p>
      {coming === 'watch' ? <Button size="xs" variant="default" loading={stopping} onClick={stop}>{t('coming.all-in')}</Button> : <a href={examLink(examId, 'scan')}>{t('nav.scan')}</a>}
    </div>
  );
}
