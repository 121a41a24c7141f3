/** One candidate: the total, every question with its points and why, and the scanned pages with the marks drawn over them. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo, type Principal } from '../../../contract/access.ts';
import { examLink, goTo } from '../../app/place.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { problemOf } from '../../store/problem.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { dayAndTime } from '../../ui/times.ts';
import { useGetScoreQuery } from './endpoints.ts';
import { QuestionList } from './QuestionList.tsx';
import { rankOf, type ScoreRow } from './shown-scores.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { MarkedPage } from './MarkedPage.tsx';
import styles from './CandidateView.module.css';
import { pointsText } from './verdict.ts';

interface CandidateViewProps {
  readonly examId: string;
  readonly candidateNo: string;
  readonly principal: Principal;
  readonly rows: readonly ScoreRow[];
  /** As the table showed them: the way to the next one. */
  readonly shown: readonly ScoreRow[];
}

export function CandidateView({ examId, candidateNo, principal, rows, shown }: CandidateViewProps) {
  const { t, i18n } = useTranslation();
  const { data: score, error, refetch } = useGetScoreQuery({ params: { examId, candidateNo } });
  const [chosen, setChosen] = useState<string | null>(null);
  const at = shown.findIndex((row) => row.candidateNo === candidateNo);
  const linkTo = (by: number): string | null => {
    const other = at < 0 ? undefined : shown[at + by];
    return other === undefined ? null : examLink(examId, 'results', other.candidateNo);
  };
  const [before, after] = [linkTo(-1), linkTo(1)];
  const list = examLink(examId, 'results');
  useShortcuts([
    { keys: 'ArrowLeft', text: 'results.key.before', act: () => before !== null && goTo(before) },
    { keys: 'ArrowRight', text: 'results.key.after', act: () => after !== null && goTo(after) },
    { keys: 'Escape', text: 'results.key.list', act: () => goTo(list) },
  ]);
  const maySeePages = mayDo(principal, 'pages.read', examId);
  const rank = rankOf(rows, score?.total ?? null);
  return (
    <article className={styles.candidate} aria-busy={score === undefined && error === undefined}>
      <div className={styles.way}>
        <a href={list}>← {t('results.all')}</a>
        <span className={styles.step}>
          {before === null ? null : <a href={before} rel="prev">{t('results.before')}</a>}
          {at < 0 ? null : <span className="muted">{t('results.at', { at: at + 1, count: shown.length })}</span>}
          {after === null ? null : <a href={after} rel="next">{t('results.after')}</a>}
        </span>
      </div>
      {error !== undefined && score === undefined ? <Awaited error={error} again={refetch} title={problemOf(error).code === 'not-found' ? t('results.no-candidate', { number: candidateNo }) : t('results.failed')} /> : null}
      {score === undefined ? null : (
        <>
          <header className={`card ${styles.head ?? ''}`}>
            <div className={styles.who}>
              <h2><Name lines={2}>{score.name === '' ? score.candidateNo : score.name}</Name></h2>
              <p className="muted">{score.candidateNo}{score.class === '' ? null : <> · <Name>{score.class}</Name></>} · <StatusBadge status={score.status} /></p>
            </div>
            <dl className={styles.figures}>
              <div><dt>{t(score.unmarked > 0 ? 'results.total-so-far' : 'results.total')}</dt><dd className={styles.total}>{score.total === null ? '—' : pointsText(score.total)}<small> / {score.full}</small></dd></div>
              {score.unmarked > 0 ? <div><dt>{t('results.not-marked')}</dt><dd>{pointsText(score.unmarked)}</dd></div> : null}
              {rank === null ? null : <div><dt>{t('results.rank')}</dt><dd>{t('results.rank-of', { rank, count: rows.filter((row) => row.total !== null).length })}</dd></div>}
            </dl>
          </header>
          <div className={styles.both}>
            <section className={`card ${styles.questions ?? ''}`} aria-labelledby="candidate-questions">
              <h3 id="candidate-questions">{t('results.questions')}</h3>
              {score.questions.length === 0 ? <p className={styles.none}>{t(score.status === 'absent' ? 'results.was-absent' : 'results.no-questions')}</p> : <QuestionList questions={score.questions} chosen={chosen} onChoose={setChosen} />}
              {score.history.length === 0 ? null : (
                <details className={styles.history}>
                  <summary>{t('results.history', { count: score.history.length })}</summary>
                  <ol>{[...score.history].reverse().map(({ at: when, total, examRevision }) => <li key={when}><time dateTime={when}>{dayAndTime(when, i18n.language)}</time><b>{pointsText(total)}</b><span className="muted">{t('exams.revision', { revision: examRevision })}</span></li>)}</ol>
                </details>
              )}
            </section>
            <section className={styles.pages} aria-label={t('results.pages')}>
              {maySeePages ? null : <div className="card"><Empty title={t('results.pages-hidden')} /></div>}
              {maySeePages && score.pages.length === 0 ? <div className="card"><Empty title={t('results.no-pages')} /></div> : null}
              {maySeePages ? score.pages.map((pageId, i) => <MarkedPage key={pageId} examId={examId} pageId={pageId} number={i + 1} of={score.pages.length} scores={score.questions} chosen={chosen} onChoose={setChosen} />) : null}
            </section>
          </div>
        </>
      )}
    </article>
  );
}
