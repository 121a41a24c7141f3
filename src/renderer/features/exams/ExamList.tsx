/** Every exam that one may see, newest first, with how far it is. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../contract/access.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { problemOf } from '../../store/problem.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { ExamCard } from './ExamCard.tsx';
import styles from './ExamList.module.css';
import { FirstSteps } from './FirstSteps.tsx';

const { selectAll } = examAdapter.getSelectors();

export function ExamList({ role }: { readonly role: Role }) {
  const { t } = useTranslation();
  const { data, error, isLoading, refetch } = useListExamsQuery({});
  const [old, setOld] = useState(false);
  const all = data === undefined ? [] : selectAll(data);
  const put = all.filter((exam) => exam.archived);
  const exams = all.filter((exam) => !exam.archived);
  return (
    <section aria-label={t('exams.title')} className={styles.list} aria-busy={isLoading}>
      {error !== undefined && data === undefined ? (
        <div className="card"><Empty title={t('exams.failed')}><ProblemText problem={problemOf(error)} /><button type="button" className="button small" onClick={() => void refetch()}>{t('connection.retry')}</button></Empty></div>
      ) : null}
      {data !== undefined && all.length === 0 ? (
        <div className="card">
          <Empty title={t('exams.empty')}>
            {role === 'operator' ? <FirstSteps /> : <p>{t('exams.empty-other')}</p>}
          </Empty>
        </div>
      ) : null}
      <ul className={styles.cards}>{exams.map((exam) => <li key={exam.id}><ExamCard exam={exam} /></li>)}</ul>
      {put.length === 0 ? null : (
        <>
          <button type="button" className={`button quiet small ${styles.old ?? ''}`} aria-expanded={old} onClick={() => setOld(!old)}><Icon name={old ? 'up' : 'down'} size={16} />{t('exams.archived', { count: put.length })}</button>
          {old ? <ul className={styles.cards}>{put.map((exam) => <li key={exam.id}><ExamCard exam={exam} /></li>)}</ul> : null}
        </>
      )}
    </section>
  );
}
