/** Every change that a person made, newest first, as far back as the log goes. */
import { useTranslation } from 'react-i18next';
import { usePeopleEventsInfiniteQuery } from '../../store/api.ts';
import { useScreensSelector } from '../../store/hooks.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { EventRow } from '../events/EventRow.tsx';
import { useEventWords } from '../events/use-event-words.ts';
import styles from './AuditView.module.css';

export function AuditView() {
  const { t, i18n } = useTranslation();
  const words = useEventWords();
  const { data, error, isFetching, isLoading, hasNextPage, fetchNextPage, refetch } = usePeopleEventsInfiniteQuery(null, { refetchOnMountOrArgChange: true });
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  const newest = events[0]?.seq ?? 0;
  const newer = useScreensSelector((state) => state.stream.rows.some((event) => event.seq > newest && event.actor !== 'station'));
  return (
    <section aria-label={t('audit.title')} className={styles.audit} aria-busy={isLoading}>
      <div className={styles.head}>
        <p className="muted">{t('audit.about')}</p>
        {newer && data !== undefined ? <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>{t('audit.newer')}</button> : null}
      </div>
      <div className={`card ${styles.box ?? ''}`}>
        {error === undefined ? null : <div className={styles.problem}><NotRead error={error} again={refetch} /></div>}
        {data !== undefined && events.length === 0 ? <Empty title={t('audit.empty')}><p>{t('audit.empty-do')}</p></Empty> : null}
        {events.length === 0 ? null : (
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead><tr><th scope="col" className={styles.time}>{t('events.time')}</th><th scope="col" className={styles.type}>{t('events.type')}</th><th scope="col">{t('events.detail')}</th><th scope="col" className={styles.exam}>{t('events.exam')}</th><th scope="col" className={styles.actor}>{t('events.actor')}</th></tr></thead>
              <tbody>{events.map((event) => <EventRow key={event.event_id} event={event} words={words} language={i18n.language} withDay />)}</tbody>
            </table>
          </div>
        )}
      </div>
      {events.length === 0 ? null : <div className={styles.foot}>{hasNextPage ? <button type="button" className="button" disabled={isFetching} onClick={() => void fetchNextPage()}>{t('audit.more')}</button> : <p className="muted">{t('audit.all')}</p>}</div>}
    </section>
  );
}
