/** While the station is asked who this device is. */
import { useTranslation } from 'react-i18next';
import type { RequestProblem } from '../store/problem.ts';
import { ProblemText } from '../ui/ProblemText.tsx';
import styles from './Splash.module.css';

export function Splash({ problem, onRetry }: { readonly problem: RequestProblem | null; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <main className={styles.splash}>
      <span className="seal" aria-hidden="true">阅</span>
      {problem === null ? <p role="status">{t('app.loading')}</p> : (
        <div role="alert" className={styles.problem}>
          <ProblemText problem={problem} />
          <button type="button" className="button primary" onClick={onRetry}>{t('connection.retry')}</button>
        </div>
      )}
    </main>
  );
}
