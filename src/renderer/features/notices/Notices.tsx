/**
 * What was not done, or was and can be undone; read out when it comes. Nothing that is pressed lies under it: what was done stands over the screen's name for some seconds, what was not has a row of its own
 * below that, which moves the screen down, until somebody has seen it and goes on to another screen.
 */
import { useResizeObserver } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../../app/place.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { useChangeDeviceMutation } from '../../store/api.ts';
import { useScreensDispatch, useScreensSelector } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices, type Notice } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { useReopenExceptionMutation } from '../../store/settle.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import styles from './Notices.module.css';

const doneStaysMs = 8000;

/** Over the screen's name, one at a time. */
export function WhatWasDone() {
  const { t } = useTranslation();
  const list = useScreensSelector((state) => state.notices);
  const newest = list.findLast(({ tone }) => tone === 'done');
  useShortcuts([{ keys: 'g .', text: 'notice.go', act: () => document.querySelector<HTMLElement>('[data-notice] button')?.focus() }]);
  return <section className={styles.done} aria-label={t('notice.label')} aria-live="polite">{newest === undefined ? null : <OneNotice key={newest.id} notice={newest} />}</section>;
}

/** Below the screen's name. */
export function WhatWasNotDone() {
  const { t } = useTranslation();
  const list = useScreensSelector((state) => state.notices);
  const dispatch = useScreensDispatch();
  const place = usePlace();
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current.screen !== place.screen || shown.current.examId !== place.examId) dispatch(notices.actions.wentOn());
    shown.current = place;
  }, [place, dispatch]);
  const [ref, { height }] = useResizeObserver();
  // Screens that are as high as the window make room for it.
  useEffect(() => {
    document.documentElement.style.setProperty('--told', `${height}px`);
    return () => void document.documentElement.style.removeProperty('--told');
  }, [height]);
  return <section ref={ref} className={styles.troubles} aria-label={t('notice.troubles')} aria-live="polite">{list.flatMap((notice) => (notice.tone === 'trouble' ? [<OneNotice key={notice.id} notice={notice} />] : []))}</section>;
}

function OneNotice({ notice: { id, tone, text, values, problem, undo } }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [reopen] = useReopenExceptionMutation();
  const [changeDevice] = useChangeDeviceMutation();
  /** Pointed at, or with the focus in it: it stays. */
  const [held, setHeld] = useState(false);
  const putAway = (): void => {
    dispatch(notices.actions.dismissed(id));
    // The focus would go with its button.
    document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true });
  };
  const takeBack = (): void => {
    putAway();
    if (undo?.route === 'reopenException') void reopen({ params: { exceptionId: undo.exceptionId } });
    if (undo?.route === 'changeDevice') {
      changeDevice({ params: { deviceId: undo.deviceId }, body: { role: undo.role, exams: undo.exams === 'all' ? 'all' : [...undo.exams] } }).unwrap()
        .catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('changeDevice', problemOfRejection(rejection)))));
    }
  };
  useEffect(() => {
    if (tone !== 'done' || held) return;
    const timer = setTimeout(() => dispatch(notices.actions.dismissed(id)), doneStaysMs);
    return () => clearTimeout(timer);
  }, [id, tone, held, dispatch]);
  return (
    <article
      className={styles.notice} data-notice data-tone={tone} role={tone === 'trouble' ? 'alert' : 'status'}
      onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}
      onKeyDown={(event) => { if (event.key === 'Escape') putAway(); }}
    >
      <div className={styles.words}>
        <p className={styles.text} dir="auto">{t(text, { name: values.name ?? '' })}</p>
        {problem === null ? null : <ProblemText problem={problem} />}
      </div>
      <div className={styles.buttons}>
        {undo === null ? null : <button type="button" className="button small" onClick={takeBack}>{t('notice.undo')}</button>}
        <button type="button" className="button quiet small" onClick={putAway} aria-label={t('notice.close')}>✕</button>
      </div>
    </article>
  );
}
