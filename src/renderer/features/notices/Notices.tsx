/** What was not done, or was and can be undone; read out when it comes. What was done goes by itself, what was not stays until somebody has seen it, and goes on to another screen. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../../app/place.ts';
import { useChangeDeviceMutation } from '../../store/api.ts';
import { useScreensDispatch, useScreensSelector } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices, type Notice } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { useReopenExceptionMutation } from '../../store/settle.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import styles from './Notices.module.css';

const doneStaysMs = 8000;

export function Notices() {
  const { t } = useTranslation();
  const list = useScreensSelector((state) => state.notices);
  const dispatch = useScreensDispatch();
  const place = usePlace();
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current.screen !== place.screen || shown.current.examId !== place.examId) dispatch(notices.actions.wentOn());
    shown.current = place;
  }, [place, dispatch]);
  return <section className={styles.notices} aria-label={t('notice.label')} aria-live="polite">{list.map((notice) => <OneNotice key={notice.id} notice={notice} />)}</section>;
}

function OneNotice({ notice: { id, tone, text, values, problem, undo } }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [reopen] = useReopenExceptionMutation();
  const [changeDevice] = useChangeDeviceMutation();
  const takeBack = (): void => {
    dispatch(notices.actions.dismissed(id));
    if (undo?.route === 'reopenException') void reopen({ params: { exceptionId: undo.exceptionId } });
    if (undo?.route === 'changeDevice') {
      changeDevice({ params: { deviceId: undo.deviceId }, body: { role: undo.role, exams: undo.exams === 'all' ? 'all' : [...undo.exams] } }).unwrap()
        .catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('changeDevice', problemOfRejection(rejection)))));
    }
  };
  useEffect(() => {
    if (tone !== 'done') return;
    const timer = setTimeout(() => dispatch(notices.actions.dismissed(id)), doneStaysMs);
    return () => clearTimeout(timer);
  }, [id, tone, dispatch]);
  return (
    <article className={`card ${styles.notice ?? ''}`} data-tone={tone} role={tone === 'trouble' ? 'alert' : 'status'}>
      <div className={styles.words}>
        <p className={styles.text} dir="auto">{t(text, { name: values.name ?? '' })}</p>
        {problem === null ? null : <ProblemText problem={problem} />}
      </div>
      <div className={styles.buttons}>
        {undo === null ? null : <button type="button" className="button small" onClick={takeBack}>{t('notice.undo')}</button>}
        <button type="button" className="button quiet small" onClick={() => dispatch(notices.actions.dismissed(id))} aria-label={t('notice.close')}>✕</button>
      </div>
    </article>
  );
}
