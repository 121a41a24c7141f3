/** While the station is not there, or stands without its Redis or without room: what is safe, and what is to be done. A break that is over at once is not worth a sentence. */
import { useTranslation } from 'react-i18next';
import { useScreensSelector } from '../../store/hooks.ts';
import { useGetStatusQuery } from '../monitor/endpoints.ts';
import styles from './ConnectionNote.module.css';

/** Bytes: a few scanned pages more, and nothing can be written. */
const hardlyAnyRoom = 5e8;

/** `watches`: who may see how the station is. */
export function ConnectionNote({ watches }: { readonly watches: boolean }) {
  const { t } = useTranslation();
  const { state, answering, away } = useScreensSelector((screens) => screens.connection);
  // The sign of the monitor in the navigation asks again and again.
  const { lacks } = useGetStatusQuery({}, { skip: !watches, selectFromResult: ({ data }) => ({ lacks: data?.parts['redis'] === 'down' ? 'redis' : data?.disk && data.disk.freeBytes < hardlyAnyRoom ? 'room' : null }) });
  const todo = away === 'stopped' ? 'connection.stopped-do' : away === 'offline' ? 'connection.offline-do' : state.kind === 'online' && !answering ? 'connection.no-answer-do' : lacks === 'redis' ? 'connection.no-redis' : lacks === 'room' ? 'connection.no-room' : null;
  return todo === null ? null : <p className={styles.note} role="status" data-connection-note>{t('connection.safe')} {t(todo)}</p>;
}
