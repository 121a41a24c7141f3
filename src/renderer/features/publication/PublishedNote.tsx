/** Where published scores keep somebody from doing something: says so, and where it can be taken back. */
import { useTranslation } from 'react-i18next';
import { examLink } from '../../app/place.ts';
import type { TextKey } from '../../i18n/en.ts';
import { Icon } from '../../ui/Icon.tsx';
import { day } from '../../ui/times.ts';
import styles from './PublishedNote.module.css';

interface PublishedNoteProps {
  readonly examId: string;
  /** When it was published. */
  readonly at: string;
  /** What does not go now. */
  readonly text: Extract<TextKey, `published.${string}`>;
}

export function PublishedNote({ examId, at, text }: PublishedNoteProps) {
  const { t, i18n } = useTranslation();
  return (
    <p className={`card ${styles.note ?? ''}`} role="note">
      <Icon name="lock" />
      <span>{t('published.since', { date: day(at, i18n.language) })} {t(text)}</span>
      <a href={examLink(examId, 'results')}>{t('published.to-results')}</a>
    </p>
  );
}
