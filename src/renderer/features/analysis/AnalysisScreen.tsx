/** How an exam went, in charts that each say in words what they show. */
import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { api } from '../../store/api.ts';
import { useExam } from '../../store/use-exam.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useAllScoresQuery } from '../results/endpoints.ts';
import { classesOf } from '../results/shown-scores.ts';
import styles from './AnalysisScreen.module.css';
import { ClassChart } from './ClassChart.tsx';
import { DistributionChart } from './DistributionChart.tsx';
import { adviceOn, type QuestionFigures } from './judge.ts';
import { OptionChart } from './OptionChart.tsx';
import { QuestionPlot } from './QuestionPlot.tsx';
import { rightOptions } from './right-options.ts';
import { SummaryFigures } from './SummaryFigures.tsx';
import { questionWords } from './words.ts';

export function AnalysisScreen({ examId }: ExamScreenProps) {
  const { t } = useTranslation();
  const [className, setClass] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const { data: statistics, error, refetch } = api.useGetStatisticsQuery({ params: { examId }, query: className === null ? {} : { class: className } });
  const { exam } = useExam(examId);
  const { data: scores, error: noScores, refetch: readScores } = useAllScoresQuery({ examId });
  const classes = useMemo(() => classesOf(scores?.rows ?? []), [scores]);
  const right = useMemo(() => rightOptions(exam?.everything ?? []), [exam]);
  const totals = useMemo(() => (scores?.rows ?? []).flatMap(({ total, class: name }) => (total === null || (className !== null && name !== className) ? [] : [total])), [scores, className]);

  if (statistics === undefined) return <Awaited error={error} again={refetch} title={t('analysis.failed')} />;
  if (scores === undefined) return <Awaited error={noScores} again={readScores} title={t('results.failed')} />;
  if (statistics.n === 0) return <div className="card"><Empty title={t('analysis.empty')}><p>{t('analysis.empty-do')}</p></Empty></div>;
  const rightOf = (no: string): ReadonlySet<string> => right.get(no) ?? new Set();
  const looked = statistics.questions.filter((question) => adviceOn(question, rightOf(question.no)) !== 'none');
  const question = statistics.questions.find(({ no }) => no === chosen) ?? looked[0] ?? statistics.questions[0];
  return (
    <div className={styles.analysis}>
      {classes.length < 2 ? null : <Select className={styles.class ?? ''} aria-label={t('results.class')} placeholder={t('results.all-classes')} clearable clearButtonProps={{ 'aria-label': t('results.all-classes') }} data={[...classes]} value={className} onChange={setClass} />}
      <SummaryFigures statistics={statistics} totals={totals} />
      <div className={styles.charts}>
        <DistributionChart statistics={statistics} totals={totals} />
        <QuestionPlot questions={statistics.questions} looked={looked.map(({ no }) => no)} chosen={question?.no ?? null} onChoose={setChosen} />
        {question === undefined ? null : <OptionChart question={question} questions={statistics.questions} right={rightOf(question.no)} onChoose={setChosen} />}
        {classes.length < 2 ? null : <ClassChart examId={examId} classes={classes} max={statistics.max} sd={statistics.sd} />}
      </div>
      <LookAt looked={looked} rightOf={rightOf} onChoose={setChosen} />
    </div>
  );
}

function LookAt({ looked, rightOf, onChoose }: { readonly looked: readonly QuestionFigures[]; readonly rightOf: (no: string) => ReadonlySet<string>; readonly onChoose: (no: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className={`card ${styles.look ?? ''}`} aria-labelledby="analysis-look">
      <h2 id="analysis-look">{t('analysis.look')}</h2>
      {looked.length === 0 ? <p className="muted">{t('analysis.look-none')}</p> : (
        <ul>{looked.map((question) => <li key={question.no}><button type="button" onClick={() => onChoose(question.no)}>{questionWords(question, rightOf(question.no), t)}</button></li>)}</ul>
      )}
    </section>
  );
}
