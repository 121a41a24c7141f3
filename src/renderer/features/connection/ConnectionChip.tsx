/** Where the connection stands, always in sight: also how long until the next try, and what waits to be sent. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../app/station-context.ts';
import { useScreensSelector } from '../../store/hooks.ts';
import { problemCode } from '../../store/problem.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './ConnectionChip.module.css';

export function ConnectionChip({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation();
  const { state, pending, answering } = useScreensSelector((screens) => screens.connection);
  useEndOfSession(state.kind === 'refused' ? state.code : null);
  const now = useNow(state.kind === 'offline');
  const seconds = state.kind === 'offline' ? Math.ceil((state.retryAt - now) / 1000) : 0;
  const silent = state.kind === 'online' && !answering;
  return (
    <div className={styles.chip} data-state={silent ? 'silent' : state.kind} role="status">
      <span className={styles.light} aria-hidden="true" />
      <span className={styles.words}>
        <strong>{t(silent ? 'connection.no-answer' : state.kind === 'offline' && state.code === 'station-closed' ? 'connection.stopped' : `connection.${state.kind}`)}</strong>
        {state.kind === 'offline' ? <small aria-live="off">{seconds > 0 ? t('connection.offline-next', { seconds }) : t('connection.offline-now')}</small> : null}
        {state.kind === 'refused' ? <small title={state.message}>{t(`error.${problemCode(state.code)}`)}</small> : null}
        {pending.length > 0 ? <small>{t('connection.pending', { count: pending.length })}</small> : null}
      </span>
      {state.kind === 'offline' || state.kind === 'refused' ? <button type="button" className="button small" onClick={onRetry}>{t('connection.retry')}</button> : null}
    </div>
  );
}

/** Who was shut out has nothing to look at here any more: the session is asked, learns why, and the page shows where a new code goes. */
function useEndOfSession(code: string | null): void {
  const { session } = useStation();
  useEffect(() => {
    // What it throws is the station's not answering: then the page says so, and the next try tells.
    if (session?.state().kind === 'signed-in' && (code === 'device-revoked' || code === 'not-signed-in')) void session.resume().catch(() => undefined);
  }, [code, session]);
}
