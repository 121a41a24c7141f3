/** A new exam: described step by step, from an exam file, or on sheets that somebody else printed. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationScreenProps } from '../../app/screen-names.ts';
import { goTo, stationLink } from '../../app/place.ts';
import { ExamForm } from './ExamForm.tsx';
import { ExamFromFile } from './ExamFromFile.tsx';
import { ExamOnTemplate } from './ExamOnTemplate.tsx';
import styles from './ExamForm.module.css';

type Way = 'form' | 'file' | 'template';
const ways = ['form', 'file', 'template'] as const satisfies readonly Way[];

export function NewExam({ path: [named] }: Pick<StationScreenProps, 'path'>) {
  const templateId = named ?? null;
  const { t } = useTranslation();
  const [chosen, setFrom] = useState<Way>('form'), from = templateId === null ? chosen : 'template';
  const choose = (way: string): void => {
    setFrom(ways.find((each) => each === way) ?? 'form');
    if (templateId !== null) goTo(stationLink('new-exam'));
  };
  return (
    <div className={styles.page}>
      <SegmentedControl value={from} onChange={choose} data={ways.map((value) => ({ value, label: t(`new-exam.by-${value}`) }))} aria-label={t('new-exam.how')} className={styles.how ?? ''} />
      {from === 'template' ? <ExamOnTemplate templateId={templateId} /> : from === 'form' ? <ExamForm /> : <ExamFromFile />}
    </div>
  );
}
