/** Says that somebody else changed the exam while this person was editing: which questions, and what stands now in those that both touched. */
import { useTranslation } from 'react-i18next';
import type { QuestionEdit, Theirs } from './key-changes.ts';
import styles from './Questions.module.css';

const titles = { key: 'questions.key', points: 'questions.points', wrong: 'questions.wrong', void: 'questions.void', bonus: 'questions.bonus', partial: 'group.partial', partialPoints: 'group.partial-points', wrongOption: 'group.wrong-option' } as const satisfies Record<keyof QuestionEdit, string>;
const names = ['key', 'points', 'wrong', 'void', 'bonus', 'partial', 'partialPoints', 'wrongOption'] as const satisfies readonly (keyof QuestionEdit)[];

export function NewerKey({ theirs }: { readonly theirs: readonly Theirs[] }) {
  const { t } = useTranslation();
  const shown = (fields: Partial<QuestionEdit>): string => names.flatMap((name) => {
    const value = name === 'partial' && fields.partial !== undefined ? t(`partial.${fields.partial}`) : fields[name];
    return value === undefined ? [] : [`${t(titles[name])}: ${value === true ? '✓' : value === false || value === '' ? '–' : value}`];
  }).join('; ');
  const both = theirs.filter(({ mine }) => mine);
  return (
    <div role="alert" className={`card ${styles.newer ?? ''}`}>
      <p>{t('questions.newer')}</p>
      {theirs.length === 0 ? null : <p>{t('questions.theirs', { questions: theirs.map(({ no }) => no).join(', ') })}</p>}
      {both.length === 0 ? null : <><p>{t('questions.both')}</p><ul>{both.map(({ no, fields }) => <li key={no} dir="auto"><strong>{no}</strong> {shown(fields)}</li>)}</ul></>}
    </div>
  );
}
