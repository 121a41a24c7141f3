/** What most of the last pages show, such as a feeder that pulls askew, with what to do about it. Who has seen it puts it away; it comes back when the trouble does. */
import { useTranslation } from 'react-i18next';
import { alarmsSeen } from '../../store/alarms-seen.ts';
import type { Batch } from '../../store/api.ts';
import { useScreensDispatch, useScreensSelector } from '../../store/hooks.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { clockTime } from '../../ui/times.ts';
import styles from './Alarms.module.css';
import { standingAlarms } from './standing-alarms.ts';

export function Alarms({ batches }: { readonly batches: readonly Batch[] }) {
  const { t, i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const seen = useScreensSelector((state) => state.alarmsSeen);
  const standing = standingAlarms(batches, seen);
  return (
    <div role="alert" className={styles.alarms}>
      {standing.map(({ key, kind, pages, since, batchKey }) => (
        <div key={key} className={styles.alarm} data-alarm={kind}>
          <Icon name="exceptions" />
          <p className={styles.words}>
            <strong>{t(`alarm.${kind}`, { pages })}</strong>
            <span>{t(`alarm.${kind}-do`)}</span>
            <small><Name lines={1}>{batchKey}</Name> · <time dateTime={since}>{t('alarm.since', { time: clockTime(since, i18n.language) })}</time></small>
          </p>
          <button type="button" className="button small" onClick={() => dispatch(alarmsSeen.actions.putAway(key))}>{t('alarm.seen')}</button>
        </div>
      ))}
    </div>
  );
}
