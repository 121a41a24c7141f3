/** Every exam that one may see, newest first, with how far it is. */
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../contract/access.ts';
import { stationLink } from '../../app/place.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { problemOf } from '../../store/problem.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { ExamCard } from './ExamCard.tsx';
import styles from './ExamList.module.css';

const { selectAll } = examAdapter.getSelectors();

export function ExamList({ role }: { readonly role: Role }) {
  const { t } = useTranslation();
  const { data, error, isLoading, refetch } = useListExamsQuery({});
  const exams = data === undefined ? [] : selectAll(data);
  return (
    <section aria-label={t('exams.title')} className={styles.list} aria-busy={isLoading}>
      {error !== undefined && data === undefined ? (
        <div className="card"><Empty title={t('exams.failed')}><ProblemText problem={problemOf(error)} /><button type="button" className="button small" onClick={() => void refetch()}>{t('connection.retry')}</button></Empty></div>
      ) : null}
      {data !== undefined && exams.length === 0 ? (
        <div className="card">
          <Empty title={t('exams.empty')}>
            {role === 'operator' ? <><p>{t('exams.empty-operator')}</p><a className="button primary" href={stationLink('new-exam')}>{t('exams.first')}</a></> : <p>{t('exams.empty-other')}</p>}
          </Empty>
        </div>
      ) : null}
      <ul className={styles.cards}>{exams.map((exam) => <li key={exam.id}><ExamCard exam={exam} /></li>)}</ul>
    </section>
  );
}
