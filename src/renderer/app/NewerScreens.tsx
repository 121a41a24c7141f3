/**
 * In a browser, whenever it is connected again: has the station newer screens than this page? Then the page says so and is loaded anew after a moment; where somebody has typed something on this screen,
 * only when they say so. Changes that were made already and wait for the station are kept by the client over the reload.
 */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreensSelector } from '../store/hooks.ts';
import { ownBuild, servedBuild } from './newer-screens.ts';
import { useStation } from './station-context.ts';
import styles from './Shell.module.css';

/** Long enough to read the sentence. */
const reloadAfterMs = 3000;
const kept = 'zhiyue.reloaded-for';

export function NewerScreens() {
  const { t } = useTranslation();
  const { session } = useStation();
  const online = useScreensSelector(({ connection }) => connection.state.kind === 'online');
  const [newer, setNewer] = useState<string | null>(null);
  const [waits, setWaits] = useState(false);
  const typed = useTyped();

  useEffect(() => {
    // The station's own window has the screens that came with it.
    const own = ownBuild(document);
    if (!online || session === null || own === null) return;
    let over = false;
    const look = async (): Promise<void> => {
      const served = await servedBuild(location.pathname);
      if (!over && served !== null && served !== own) setNewer(served);
    };
    void look();
    return () => { over = true; };
  }, [online, session]);

  useEffect(() => {
    if (newer === null) return;
    const timer = setTimeout(() => {
      // Once for each build: a page that comes out of some cache again must not go round.
      if (typed.current || !firstTimeFor(newer)) setWaits(true);
      else location.reload();
    }, reloadAfterMs);
    return () => clearTimeout(timer);
  }, [newer, typed]);

  if (newer === null) return null;
  return (
    <div className={`card ${styles.newer ?? ''}`} role="status">
      <p>{t(waits ? 'newer.typed' : 'newer.soon')} {waits ? <button type="button" className="button small" onClick={() => location.reload()}>{t('newer.reload')}</button> : null}</p>
    </div>
  );
}

/** Whether something was typed since this screen was come to. */
function useTyped(): RefObject<boolean> {
  const typed = useRef(false);
  useEffect(() => {
    const onInput = (): void => { typed.current = true; };
    const onLeft = (): void => { typed.current = false; };
    addEventListener('input', onInput);
    addEventListener('hashchange', onLeft);
    return () => {
      removeEventListener('input', onInput);
      removeEventListener('hashchange', onLeft);
    };
  }, []);
  return typed;
}

function firstTimeFor(build: string): boolean {
  try {
    if (sessionStorage.getItem(kept) === build) return false;
    sessionStorage.setItem(kept, build);
    return true;
  } catch {
    return false;
  }
}
