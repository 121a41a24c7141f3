/** What went wrong and what to do, in the reader's language; the station's own sentence for who looks closer. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreensSelector } from '../store/hooks.ts';
import type { RequestProblem } from '../store/problem.ts';
import { FaultList } from './FaultList.tsx';
import styles from './ProblemText.module.css';

export function ProblemText({ problem }: { readonly problem: RequestProblem }) {
  const { t } = useTranslation();
  const again = useAnswersAgain() && problem.code === 'offline';
  const said = problem.faults.filter(({ fault }) => fault !== undefined);
  return (
    <div className={styles.problem}>
      <p>{t(again ? 'connection.answers-again' : `error.${problem.code}`)}</p>
      {problem.about === null ? null : <p className={styles.about} dir="auto">{t('notice.about', { about: problem.about })}</p>}
      {said.length === 0 ? null : <FaultList faults={said} />}
      {problem.detail === '' ? null : (
        <details className={styles.details}>
          <summary>{t('notice.details')}</summary>
          <p dir="auto"><code>{problem.code}</code> <span lang="en">{problem.detail}</span></p>
        </details>
      )}
    </div>
  );
}

/** Whether the connection was gone while this stood here, and is back. */
function useAnswersAgain(): boolean {
  const online = useScreensSelector(({ connection }) => connection.state.kind === 'online');
  const [away, setAway] = useState(!online);
  if (!online && !away) setAway(true);
  return away && online;
}
