/** A code from the operator and a name make this device known to the station. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../../app/LanguageSwitch.tsx';
import type { Session } from '../../../client/network/session.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import styles from './SignIn.module.css';

interface SignInProps {
  readonly session: Session;
  readonly code: string;
  /** Why a session that was there has ended. */
  readonly because: RequestProblem | null;
  readonly onPaired?: () => void;
  /** Back to the session that this browser has. */
  readonly onBack?: () => void;
}

export function SignIn({ session, code: given, because, onPaired, onBack }: SignInProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState(given);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem | null>(because);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const pair = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await session.pair(code.trim(), name.trim());
      onPaired?.();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <main className={styles.page}>
      <div className={styles.language}><LanguageSwitch /></div>
      <form className={`card ${styles.form ?? ''}`} onSubmit={(event) => {
        event.preventDefault();
        void pair();
      }}>
        <div className={styles.brand}><span className="seal" aria-hidden="true">阅</span><span>{t('app.name')}</span></div>
        <h1>{t('sign-in.title')}</h1>
        <p className="muted">{given === '' ? <WithCode>{t('sign-in.about')}</WithCode> : t('sign-in.about-given')}</p>
        <label className="field">
          <span>{t('sign-in.code')}</span>
          <input ref={given === '' ? first : null} className={`input ${styles.code ?? ''}`} value={code} onChange={(event) => setCode(event.target.value)} required maxLength={40} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} dir="ltr" />
          <small>{t('sign-in.code-hint')}</small>
        </label>
        <label className="field">
          <span>{t('sign-in.name')}</span>
          <input ref={given === '' ? null : first} className="input" value={name} onChange={(event) => setName(event.target.value)} required maxLength={60} autoComplete="name" dir="auto" />
          <small>{t('sign-in.name-hint')}</small>
        </label>
        {problem === null ? null : <div role="alert" className={styles.problem}><ProblemText problem={problem} /></div>}
        <div className={styles.buttons}>
          <button type="submit" className="button primary" disabled={busy || code.trim() === '' || name.trim() === ''}>{t(busy ? 'sign-in.going' : 'sign-in.go')}</button>
          {onBack === undefined ? null : <button type="button" className="button" onClick={onBack}>{t('sign-in.back')}</button>}
        </div>
      </form>
    </main>
  );
}
