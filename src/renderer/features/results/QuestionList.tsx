/** Every question with its points and the reason for them; pointing at one shows where it stands on the page. */
import { useTranslation } from 'react-i18next';
import { reasonWords } from './reason-words.ts';
import styles from './QuestionList.module.css';
import { pointsText, type QuestionScore, signs, verdictOf } from './verdict.ts';

interface QuestionListProps {
  readonly questions: readonly QuestionScore[];
  readonly chosen: string | null;
  readonly onChoose: (no: string | null) => void;
}

export function QuestionList({ questions, chosen, onChoose }: QuestionListProps) {
  const { t } = useTranslation();
  return (
    <ol className={styles.list}>
      {questions.map((question) => {
        const verdict = verdictOf(question);
        return (
          <li key={question.no}>
            <button type="button" className={styles.question} data-verdict={verdict} aria-pressed={chosen === question.no} onClick={() => onChoose(chosen === question.no ? null : question.no)}>
              <span className={styles.no}>{question.no}</span>
              <span className={styles.sign} aria-hidden="true">{signs[verdict]}</span>
              <span className={styles.why}><bdi dir="auto">{reasonWords(question.reason, t)}</bdi>{question.bonus ? <small> · {t('results.bonus')}</small> : null}{question.doubtful ? <small> · {t('results.doubtful')}</small> : null}</span>
              <span className={styles.points}>{question.points === null ? '—' : pointsText(question.points)}<small> / {question.max}</small></span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
