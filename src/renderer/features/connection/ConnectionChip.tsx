/** Where the connection stands, always in sight: also how long until the next try, and what waits to be sent. */
import { useTranslation } from 'react-i18next';
import { useScreensSelector } from '../../store/hooks.ts';
import { problemCode } from '../../store/problem.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './ConnectionChip.module.css';

export function ConnectionChip({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation();
  const { state, pending } = useScreensSelector((screens) => screens.connection);
  const now = useNow(state.kind === 'offline');
  const seconds = state.kind === 'offline' ? Math.ceil((state.retryAt - now) / 1000) : 0;
  return (
    <div className={styles.chip} data-state={state.kind} role="status">
      <span className={styles.light} aria-hidden="true" />
      <span className={styles.words}>
        <strong>{t(`connection.${state.kind}`)}</strong>
        {state.kind === 'offline' ? <small aria-live="off">{seconds > 0 ? t('connection.offline-next', { seconds }) : t('connection.offline-now')}</small> : null}
        {state.kind === 'refused' ? <small title={state.message}>{t(`error.${problemCode(state.code)}`)}</small> : null}
        {pending.length > 0 ? <small>{t('connection.pending', { count: pending.length })}</small> : null}
      </span>
      {state.kind === 'offline' || state.kind === 'refused' ? <button type="button" className="button small" onClick={onRetry}>{t('connection.retry')}</button> : null}
    </div>
  );
}
