/** What to do at a station without exams: look at the example from end to end, or begin. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { examLink, goTo, stationLink } from '../../app/place.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { useOpenExampleMutation } from './endpoints.ts';
import styles from './ExamList.module.css';

export function FirstSteps() {
  const { t, i18n } = useTranslation();
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [open, { isLoading }] = useOpenExampleMutation();
  const look = async (): Promise<void> => {
    setProblem(null);
    try {
      const { examId } = await open({ query: { lang: i18n.language === 'en' ? 'en' : 'zh' } }).unwrap();
      goTo(examLink(examId));
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  };
  return (
    <>
      <p>{t('exams.empty-operator')}</p>
      <div className={styles.first}>
        <Button component="a" href={stationLink('new-exam')}>{t('exams.first')}</Button>
        <Button variant="default" loading={isLoading} onClick={() => void look()}>{t('exams.example')}</Button>
      </div>
      <p className="hint">{t('exams.example-hint')}</p>
      {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
    </>
  );
}
