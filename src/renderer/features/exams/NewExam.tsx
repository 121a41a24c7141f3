/** A new exam: described step by step, or from an exam file. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExamForm } from './ExamForm.tsx';
import { ExamFromFile } from './ExamFromFile.tsx';
import styles from './ExamForm.module.css';

export function NewExam() {
  const { t } = useTranslation();
  const [from, setFrom] = useState<'form' | 'file'>('form');
  return (
    <div className={styles.page}>
      <SegmentedControl value={from} onChange={(chosen) => setFrom(chosen === 'file' ? 'file' : 'form')} data={[{ value: 'form', label: t('new-exam.by-form') }, { value: 'file', label: t('new-exam.by-file') }]} aria-label={t('new-exam.how')} className={styles.how ?? ''} />
      {from === 'form' ? <ExamForm /> : <ExamFromFile />}
    </div>
  );
}
