/** The results of an exam: everybody's scores, and (with a candidate number in the address) one candidate's. What is searched for stays while one looks at candidates. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamScreenProps } from '../../app/screens.tsx';
import { problemOf } from '../../store/problem.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { CandidateView } from './CandidateView.tsx';
import { useAllScoresQuery } from './endpoints.ts';
import { ExportScores } from './ExportScores.tsx';
import { ScoreFilter } from './ScoreFilter.tsx';
import { ScoreTable } from './ScoreTable.tsx';
import { everybody, shownScores, type Wanted } from './shown-scores.ts';
import styles from './ResultsScreen.module.css';

export function ResultsScreen({ examId, path, principal }: ExamScreenProps) {
  const { t } = useTranslation();
  const { data, error, isLoading, refetch } = useAllScoresQuery({ examId });
  const [wanted, setWanted] = useState<Wanted>(everybody);
  const [questions, setQuestions] = useState(false);
  const shown = useMemo(() => (data === undefined ? [] : shownScores(data.rows, wanted)), [data, wanted]);
  const [candidateNo] = path;

  if (error !== undefined && data === undefined) {
    return <div className="card"><Empty title={t('results.failed')}><ProblemText problem={problemOf(error)} /><button type="button" className="button small" onClick={() => void refetch()}>{t('connection.retry')}</button></Empty></div>;
  }
  if (data === undefined) return <p className="muted" role="status">{isLoading ? t('app.loading') : null}</p>;
  if (candidateNo !== undefined) return <CandidateView key={candidateNo} examId={examId} candidateNo={candidateNo} principal={principal} rows={data.rows} shown={shown} />;
  if (data.rows.length === 0) return <div className="card"><Empty title={t('results.empty')}><p>{t('results.empty-do')}</p></Empty></div>;
  return (
    <div className={styles.results}>
      <div className={styles.head}>
        <ScoreFilter rows={data.rows} wanted={wanted} onWanted={setWanted} questions={questions} onQuestions={setQuestions} />
        <ExportScores examId={examId} />
      </div>
      {shown.length === 0 ? (
        <div className="card"><Empty title={t('results.none-match')}><button type="button" className="button small" onClick={() => setWanted(everybody)}>{t('results.show-all')}</button></Empty></div>
      ) : <ScoreTable examId={examId} rows={shown} questions={questions ? data.questions : []} order={wanted.order} onOrder={(order) => setWanted({ ...wanted, order })} />}
      <p className={styles.foot} role="status">{t('results.shown', { shown: shown.length, count: data.rows.length })}</p>
    </div>
  );
}
