/** An exam from a file that somebody wrote or exported: checked first, every fault with its place. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fault } from '../../../contract/faults.ts';
import { type SaidFault, saidFault } from '../../../contract/fault-schema.ts';
import { examLink, goTo } from '../../app/place.ts';
import { useStation } from '../../app/station-context.ts';
import { problemOf, problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { FaultList } from '../../ui/FaultList.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Name } from '../../ui/Name.tsx';
import { objectIn } from '../../ui/object-in.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { SheetPicture } from '../designer/SheetPicture.tsx';
import { useCreateExamMutation } from './endpoints.ts';
import styles from './ExamForm.module.css';
import { PrintedElsewhere } from './PrintedElsewhere.tsx';

interface Looked {
  readonly name: string;
  readonly file: Readonly<Record<string, unknown>> | null;
  readonly faults: readonly SaidFault[];
  readonly problem: RequestProblem | null;
}

const isOfOthers = (file: Readonly<Record<string, unknown>>): boolean => file['template'] !== undefined;
const nameOf = (template: unknown): string => (typeof template === 'object' && template !== null && 'name' in template && typeof template.name === 'string' ? template.name : '');

export function ExamFromFile() {
  const { t } = useTranslation();
  const { client } = useStation();
  const [looked, setLooked] = useState<Looked | null>(null);
  const [create, { isLoading }] = useCreateExamMutation();

  const look = async (chosen: File): Promise<void> => {
    const file = objectIn(await chosen.text());
    if (file === null) return setLooked({ name: chosen.name, file, faults: [saidFault(fault('exam-no-json'))], problem: null });
    try {
      const { faults } = await client.request('checkExam', { body: file });
      setLooked({ name: chosen.name, file, faults, problem: null });
    } catch (error) {
      setLooked({ name: chosen.name, file, faults: [], problem: problemOf(error) });
    }
  };
  const enter = async (file: Readonly<Record<string, unknown>>): Promise<void> => {
    try {
      await create({ body: file }).unwrap();
      goTo(examLink(String(file['id'])));
    } catch (rejection) {
      setLooked((before) => (before === null ? null : { ...before, problem: problemOfRejection(rejection) }));
    }
  };

  const sound = looked !== null && looked.file !== null && looked.faults.length === 0 ? looked.file : null;
  return (
    <div className={styles.form}>
      <div className={styles.fields}>
        <FileDrop label={t('new-exam.choose')} hint={t('new-exam.file-hint')} accept=".json,application/json" onFile={(file) => void look(file)} />
        {looked === null || looked.faults.length === 0 ? null : (
          <section className={`card ${styles.list ?? ''}`} role="alert">
            <h2><Name lines={1}>{looked.name}</Name></h2>
            <p className={styles.fault}>{t('new-exam.faults', { count: looked.faults.length })}</p>
            <FaultList faults={looked.faults.slice(0, 50)} />
          </section>
        )}
        {looked === null || looked.problem === null ? null : <div role="alert" className={`card ${styles.list ?? ''}`}><ProblemText problem={looked.problem} /></div>}
      </div>
      {sound === null ? null : (
        <aside className={`card ${styles.sum ?? ''}`} aria-label={t('new-exam.sum')}>
          <strong><Name lines={2}>{typeof sound['title'] === 'string' ? sound['title'] : ''}</Name></strong>
          <Button fullWidth loading={isLoading} onClick={() => void enter(sound)}>{t('new-exam.create')}</Button>
          {isOfOthers(sound) ? <PrintedElsewhere name={nameOf(sound['template'])} /> : <SheetPicture file={sound} kind="blank" page={1} width={500} />}
        </aside>
      )}
    </div>
  );
}
