/** Every exam that one may see, newest first, with how far it is. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, rolePermissions } from '../../../contract/access.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useScanWorkQuery } from '../scan/endpoints.ts';
import { ExamCard } from './ExamCard.tsx';
import styles from './ExamList.module.css';
import { FirstSteps } from './FirstSteps.tsx';

const { selectAll } = examAdapter.getSelectors();
/** Fewer are found by looking. */
const searchedFrom = 9;
const plain = (text: string): string => text.normalize('NFKC').toLocaleLowerCase();

export function ExamList({ role }: { readonly role: Role }) {
  const { t } = useTranslation();
  const { data, error, isLoading, refetch } = useListExamsQuery({});
  const { data: paused = false } = useScanWorkQuery({}, { skip: !rolePermissions[role].includes('tasks.change') });
  const [old, setOld] = useState(false);
  const [sought, setSought] = useState('');
  const known = data === undefined ? [] : selectAll(data);
  const words = plain(sought).split(/\s+/);
  const all = known.filter(({ id, title, subject }) => words.every((word) => plain(`${title} ${subject} ${id}`).includes(word)));
  const put = all.filter((exam) => exam.archived);
  const exams = all.filter((exam) => !exam.archived);
  return (
    <section aria-label={t('exams.title')} className={styles.list} aria-busy={isLoading}>
      {error !== undefined && data === undefined ? (
        <Awaited error={error} again={refetch} title={t('exams.failed')} />
      ) : null}
      {known.length < searchedFrom ? null : <TextInput type="search" className={styles.search ?? ''} aria-label={t('exams.search')} placeholder={t('exams.search')} leftSection={<Icon name="search" size={16} />} value={sought} onChange={(event) => setSought(event.currentTarget.value)} />}
      {known.length > 0 && all.length === 0 ? <div className="card"><Empty title={t('exams.none-found')}><button type="button" className="button small" onClick={() => setSought('')}>{t('results.show-all')}</button></Empty></div> : null}
      {data !== undefined && known.length === 0 ? (
        <div className="card">
          <Empty title={t('exams.empty')}>
            {role === 'operator' ? <FirstSteps /> : <p>{t('exams.empty-other')}</p>}
          </Empty>
        </div>
      ) : null}
      <ul className={styles.cards}>{exams.map((exam) => <li key={exam.id}><ExamCard exam={exam} paused={paused} /></li>)}</ul>
      {put.length === 0 ? null : (
        <>
          <button type="button" className={`button quiet small ${styles.old ?? ''}`} aria-expanded={old} onClick={() => setOld(!old)}><Icon name={old ? 'up' : 'down'} size={16} />{t('exams.archived', { count: put.length })}</button>
          {old ? <ul className={styles.cards}>{put.map((exam) => <li key={exam.id}><ExamCard exam={exam} paused={paused} /></li>)}</ul> : null}
        </>
      )}
    </section>
  );
}
