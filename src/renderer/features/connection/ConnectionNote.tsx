/** While the station is not there: what is safe, and what is to be done. A break that is over at once is not worth a sentence. */
import { useTranslation } from 'react-i18next';
import { useScreensSelector } from '../../store/hooks.ts';
import styles from './ConnectionNote.module.css';

export function ConnectionNote() {
  const { t } = useTranslation();
  const { state, answering, away } = useScreensSelector((screens) => screens.connection);
  const todo = away === 'stopped' ? 'connection.stopped-do' : away === 'offline' ? 'connection.offline-do' : state.kind === 'online' && !answering ? 'connection.no-answer-do' : null;
  return todo === null ? null : <p className={styles.note} role="status" data-connection-note>{t('connection.safe')} {t(todo)}</p>;
}
