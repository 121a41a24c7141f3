/** What stands above published scores: since when, by whom, what they are sealed with, and the way to take them back; below it, what was published before. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NotRead } from '../../ui/Awaited.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { dayAndTime } from '../../ui/times.ts';
import { useActorName } from '../events/use-event-words.ts';
import { type Publication, useListPublicationsQuery } from './endpoints.ts';
import styles from './PublicationBar.module.css';
import { TakeBack } from './TakeBack.tsx';

/** Enough to compare two of them by eye. */
const shownDigits = 12;

export function PublicationBar({ examId, mayChange }: { readonly examId: string; readonly mayChange: boolean }) {
  const { t } = useTranslation();
  const { data: all = [], error, refetch } = useListPublicationsQuery({ params: { examId } });
  const [takingBack, setTakingBack] = useState(false);
  const standing = all.find(({ withdrawn }) => withdrawn === null) ?? null;
  const before = all.filter(({ withdrawn }) => withdrawn !== null);
  if (error !== undefined && all.length === 0) return <section className="card" aria-label={t('publication.title')}><NotRead error={error} again={refetch} /></section>;
  if (all.length === 0) return null;
  return (
    <section className={`card ${styles.bar ?? ''}`} aria-label={t('publication.title')} data-standing={standing !== null || undefined}>
      {standing === null ? null : (
        <div className={styles.standing}>
          <span className={styles.lock}><Icon name="lock" size={22} /></span>
          <div className={styles.words}>
            <p><strong>{t('publication.standing')}</strong> <About publication={standing} /></p>
            <p className="hint">{t('publication.frozen')}{standing.openExceptions > 0 ? ` ${t('publication.with-open', { count: standing.openExceptions })}` : ''}</p>
          </div>
          {mayChange ? <button type="button" className="button" onClick={() => setTakingBack(true)}>{t('publication.take-back')}</button> : null}
        </div>
      )}
      {before.length === 0 ? null : (
        <details className={styles.before}>
          <summary>{t('publication.before', { count: before.length })}</summary>
          <ol>{before.map((publication) => <li key={publication.publicationId}><About publication={publication} /><Withdrawn publication={publication} /></li>)}</ol>
        </details>
      )}
      {takingBack ? <TakeBack examId={examId} onClose={() => setTakingBack(false)} /> : null}
    </section>
  );
}

function About({ publication: { at, by, sheets, note, digest } }: { readonly publication: Publication }) {
  const { t, i18n } = useTranslation();
  const actorName = useActorName();
  return (
    <span className={styles.about}>
      <time dateTime={at}>{dayAndTime(at, i18n.language)}</time> · <Name>{actorName(by)}</Name> · {t('publication.sheets', { count: sheets })}
      {note === '' ? null : <> · <Name>{note}</Name></>} · <code title={t('publication.digest', { digest })}>{digest.slice(0, shownDigits)}</code>
    </span>
  );
}

function Withdrawn({ publication: { withdrawn } }: { readonly publication: Publication }) {
  const { t, i18n } = useTranslation();
  const actorName = useActorName();
  if (withdrawn === null) return null;
  return <span className={styles.withdrawn}>{t('publication.withdrawn', { time: dayAndTime(withdrawn.at, i18n.language), who: actorName(withdrawn.by) })} <Name>{withdrawn.reason}</Name></span>;
}
