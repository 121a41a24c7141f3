/** Who is not signed in pairs the device; everybody else gets the screens. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { SignIn } from '../features/sign-in/SignIn.tsx';
import { connection } from '../store/connection.ts';
import { useScreensDispatch } from '../store/hooks.ts';
import { type RequestProblem, problemOf } from '../store/problem.ts';
import { Shell } from './Shell.tsx';
import { Splash } from './Splash.tsx';
import { useStation } from './station-context.ts';

interface AppProps {
  /** From the link that was opened; it goes before a session that this browser has. */
  readonly code: string | null;
  readonly wasPaired: boolean;
}

export function App({ code, wasPaired }: AppProps) {
  const { i18n } = useTranslation();
  const { session } = useStation();
  const dispatch = useScreensDispatch();
  const state = useSyncExternalStore(useCallback((changed: () => void) => session.onState(changed), [session]), () => session.state());
  const [asked, setAsked] = useState(code === null && wasPaired);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    document.documentElement.lang = i18n.language;
  }, [i18n.language]);

  useEffect(() => {
    if (!asked || session.state().kind !== 'unknown') return;
    setProblem(null);
    session.resume().catch((error: unknown) => setProblem(problemOf(error)));
  }, [asked, attempt, session]);

  const principal = state.kind === 'signed-in' ? state.principal : null;
  useEffect(() => {
    if (principal !== null) dispatch(connection.actions.signedIn(principal));
  }, [principal, dispatch]);

  if (principal !== null) return <Shell />;
  if (asked && state.kind === 'unknown') return <Splash problem={problem} onRetry={() => setAttempt(attempt + 1)} />;
  const because = state.kind === 'signed-out' && state.because !== null ? problemOf(state.because) : null;
  return <SignIn code={code ?? ''} because={because} {...(wasPaired && !asked ? { onBack: () => setAsked(true) } : {})} />;
}
