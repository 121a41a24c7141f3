/** The exams with their progress, and below them what happens. */
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import { stationLink } from '../../app/place.ts';
import type { StationScreenProps } from '../../app/screen-names.ts';
import { Icon } from '../../ui/Icon.tsx';
import { EventStream } from '../events/EventStream.tsx';
import { ExamList } from './ExamList.tsx';
import styles from './Overview.module.css';

export function Overview({ principal }: StationScreenProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.overview}>
      {mayDo(principal, 'exams.change', null) ? <div className={styles.bar}><a className="button primary" href={stationLink('new-exam')}><Icon name="plus" size={18} />{t('nav.new-exam')}</a></div> : null}
      <ExamList role={principal.role} />
      <EventStream />
    </div>
  );
}
