/** The results of an exam: everybody's scores, question by question (`q/<no>` in the address), or one candidate's (its number there). What is searched for stays while one looks at candidates. */
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import { examLink } from '../../app/place.ts';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { PublicationBar } from '../publication/PublicationBar.tsx';
import { Publish } from '../publication/Publish.tsx';
import { useScansComing } from '../scan/scans-coming.ts';
import { StillComing } from '../scan/StillComing.tsx';
import { CandidateView } from './CandidateView.tsx';
import { useAllScoresQuery } from './endpoints.ts';
import { ExportScores } from './ExportScores.tsx';
import { QuestionsView } from './QuestionsView.tsx';
import { ScoreFilter } from './ScoreFilter.tsx';
import { ScoreTable } from './ScoreTable.tsx';
import { everybody, shownScores, type Wanted } from './shown-scores.ts';
import styles from './ResultsScreen.module.css';

const { selectById } = examAdapter.getSelectors();
/** After the screen's name in the address; candidate numbers are digits. */
const byQuestion = 'q';

const noQuestions: readonly string[] = [];

export function ResultsScreen({ examId, path: [first, second], principal }: ExamScreenProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAllScoresQuery({ examId });
  const { data: exams } = useListExamsQuery({});
  const [wanted, setWanted] = useState<Wanted>(everybody);
  const [questions, setQuestions] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const coming = useScansComing(examId, mayDo(principal, 'pages.add', examId));
  const onOrder = useCallback((order: Wanted['order']) => setWanted((before) => ({ ...before, order })), []);
  const shown = useMemo(() => (data === undefined ? [] : shownScores(data.rows, wanted)), [data, wanted]);
  const ofClass = useMemo(() => (data === undefined ? [] : shownScores(data.rows, { ...everybody, class: wanted.class })), [data, wanted.class]);
  const exam = exams === undefined ? undefined : selectById(exams, examId);

  if (data === undefined) return <Awaited error={error} again={refetch} title={t('results.failed')} />;
  if (first !== undefined && first !== byQuestion) return <CandidateView key={first} examId={examId} candidateNo={first} principal={principal} rows={data.rows} shown={shown} />;
  if (data.rows.length === 0) return <div className="card"><Empty title={t('results.empty')}><p>{t('results.empty-do')}</p></Empty></div>;
  // Nobody is absent from an exam of which nothing was scanned.
  if (exam?.progress.pages === 0) return <div className="card"><Empty title={t('results.no-scans')}><p>{t('results.no-scans-do')}</p>{mayDo(principal, 'pages.add', examId) ? <a className="button" href={examLink(examId, 'scan')}>{t('nav.scan')}</a> : null}</Empty></div>;
  const mayChange = mayDo(principal, 'exams.change', examId);
  const unmarked = data.rows.filter((row) => row.unmarked > 0).length;
  const isByQuestion = first === byQuestion;
  const stillComing = coming === null || exam?.publishedAt !== null ? null : <StillComing examId={examId} coming={coming} awaiting={data.rows.filter(({ status }) => status === 'awaiting-pages').length} />;
  return (
    <div className={styles.results} data-fill={!isByQuestion && shown.length > 0 ? true : undefined}>
      <PublicationBar examId={examId} mayChange={mayChange} />
      {stillComing}
      <div className={styles.head}>
        <nav className={styles.views} aria-label={t('results.views')}>
          <a href={examLink(examId, 'results')} aria-current={isByQuestion ? undefined : 'page'}>{t('results.by-candidate')}</a>
          <a href={examLink(examId, 'results', byQuestion)} aria-current={isByQuestion ? 'page' : undefined}>{t('results.by-question')}</a>
        </nav>
        <div className={styles.acts}>
          <ExportScores examId={examId} className={wanted.class} />
          {mayChange && exam?.publishedAt === null ? <button type="button" className="button primary" disabled={exam.progress.graded === 0} onClick={() => setPublishing(true)}><Icon name="lock" />{t('publication.publish')}</button> : null}
        </div>
      </div>
      <ScoreFilter rows={data.rows} wanted={wanted} onWanted={setWanted} questions={questions} onQuestions={setQuestions} classOnly={isByQuestion} />
      {isByQuestion ? <QuestionsView examId={examId} rows={ofClass} className={wanted.class} nos={data.questions} chosen={second} mayChange={mayChange && exam?.publishedAt === null} />
        : shown.length === 0 ? (
          <div className="card"><Empty title={t('results.none-match')}><button type="button" className="button small" onClick={() => setWanted(everybody)}>{t('results.show-all')}</button></Empty></div>
        ) : <ScoreTable examId={examId} rows={shown} questions={questions ? data.questions : noQuestions} order={wanted.order} onOrder={onOrder} />}
      {isByQuestion ? null : <p className={styles.foot} role="status">{t('results.shown', { shown: shown.length, count: data.rows.length })}{unmarked > 0 ? ` · ${t('results.provisional', { count: unmarked })}` : ''}</p>}
      {publishing && exam !== undefined ? <Publish exam={exam} stillComing={stillComing} awaitingMarks={data.rows.filter(({ status }) => status === 'awaiting-marks').length} onClose={() => setPublishing(false)} /> : null}
    </div>
  );
}
