/** What a screen shows in the place of something that the station has not answered yet: that it is on its way, or that it did not come, why, and the way to ask again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../store/problem.ts';
import styles from './Awaited.module.css';
import { Empty } from './Empty.tsx';
import { ProblemText } from './ProblemText.tsx';

interface NotReadProps {
  readonly error: unknown;
  /** Asks again; what it answers ends when the station has. */
  readonly again: () => unknown;
}

/** Why something could not be read, within a card that has other things to say. */
export function NotRead({ error, again }: NotReadProps) {
  return <div role="alert" className={styles.note}><ProblemText problem={problemOf(error)} /><Again again={again} /></div>;
}

/** In the place of a whole screen. `title` says what could not be read. */
export function Awaited({ error, again, title }: NotReadProps & { readonly title: string }) {
  const { t } = useTranslation();
  if (error === undefined || error === null) return <p className="muted" role="status">{t('app.loading')}</p>;
  return <div className="card" role="alert"><Empty title={title}><ProblemText problem={problemOf(error)} /><Again again={again} /></Empty></div>;
}

/** The button alone, where the words are the caller's. */
export function Again({ again }: Pick<NotReadProps, 'again'>) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const ask = async (): Promise<void> => {
    setAsking(true);
    try {
      await again();
    } finally {
      setAsking(false);
    }
  };
  return <button type="button" className="button small" disabled={asking} onClick={() => void ask()}>{t('connection.retry')}</button>;
}
