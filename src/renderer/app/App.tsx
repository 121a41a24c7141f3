/** In a browser: who is not signed in pairs the device; everybody else gets the screens. The station's own window shows the `Shell` at once. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../client/network/session.ts';
import { SignIn } from '../features/sign-in/SignIn.tsx';
import { connection } from '../store/connection.ts';
import { forgetEverything } from '../store/forget.ts';
import { useScreensDispatch } from '../store/hooks.ts';
import { type RequestProblem, problemOf } from '../store/problem.ts';
import { takePairingCode } from '../session/pairing-code.ts';
import { Shell } from './Shell.tsx';
import { Splash } from './Splash.tsx';
import { useStation } from './station-context.ts';

interface AppProps {
  readonly session: Session;
  /** From the link that was opened; it goes before a session that this browser has. */
  readonly code: string | null;
  readonly wasPaired: boolean;
}

export function App({ session, code: given, wasPaired }: AppProps) {
  const { i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const { drafts } = useStation();
  const state = useSyncExternalStore(useCallback((changed: () => void) => session.onState(changed), [session]), () => session.state());
  const [code, setCode] = useState(given);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [attempt, setAttempt] = useState(0);
  const principal = state.kind === 'signed-in' ? state.principal : null;

  useEffect(() => {
    document.documentElement.lang = i18n.language;
  }, [i18n.language]);

  // A link that is opened in a tab which shows the station already changes the fragment only.
  useEffect(() => {
    const onLink = (): void => {
      const linked = takePairingCode(location, history);
      if (linked !== null) setCode(linked);
    };
    addEventListener('hashchange', onLink);
    return () => removeEventListener('hashchange', onLink);
  }, []);

  const resumable = wasPaired && state.kind === 'unknown';
  useEffect(() => {
    if (code !== null || !wasPaired || session.state().kind !== 'unknown') return;
    setProblem(null);
    session.resume().catch((error: unknown) => setProblem(problemOf(error)));
  }, [code, wasPaired, attempt, session]);

  useEffect(() => {
    if (principal === null || code !== null) dispatch(forgetEverything());
    else dispatch(connection.actions.signedIn(principal));
  }, [principal, code, dispatch]);

  // Not while it is unknown who is here, as after a reload: that is what drafts are kept for.
  const over = state.kind === 'signed-out' || code !== null;
  useEffect(() => {
    if (over) drafts.clear();
  }, [over, drafts]);

  if (code !== null) {
    const back = resumable || principal !== null ? { onBack: () => setCode(null) } : {};
    return <SignIn key={code} session={session} code={code} because={null} onPaired={() => setCode(null)} {...back} />;
  }
  if (principal !== null) return <Shell />;
  if (resumable) return <Splash problem={problem} onRetry={() => setAttempt(attempt + 1)} />;
  return <SignIn session={session} code="" because={state.kind === 'signed-out' && state.because !== null ? problemOf(state.because) : null} />;
}
