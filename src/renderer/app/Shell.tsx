/** What is around every screen: the way to the others, the connection, who is signed in, and notices. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AuditView } from '../features/audit/AuditView.tsx';
import { ConnectionChip } from '../features/connection/ConnectionChip.tsx';
import { NetworkView } from '../features/lan/NetworkView.tsx';
import { Notices } from '../features/notices/Notices.tsx';
import { Overview } from '../features/exams/Overview.tsx';
import { useScreensDispatch, useScreensSelector } from '../store/hooks.ts';
import { type Following, followStation } from '../store/live/follow.ts';
import { notDone } from '../store/not-done.ts';
import { notices } from '../store/notices.ts';
import { problemOf } from '../store/problem.ts';
import { Name } from '../ui/Name.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { screenLink, screensOf, screenText, useScreen } from './routes.ts';
import { Splash } from './Splash.tsx';
import styles from './Shell.module.css';
import { useStation } from './station-context.ts';

export function Shell() {
  const { t } = useTranslation();
  const { client, session, store } = useStation();
  const dispatch = useScreensDispatch();
  const principal = useScreensSelector((state) => state.connection.principal);
  const wanted = useScreen();
  const following = useRef<Following | null>(null);

  useEffect(() => {
    const followed = followStation(client, store);
    following.current = followed;
    return () => followed.close();
  }, [client, store]);

  if (principal === null) return <Splash problem={null} onRetry={() => following.current?.retry()} />;
  const open = screensOf(principal);
  const screen = open.includes(wanted) ? wanted : 'overview';
  const signOut = (): void => void session?.signOut().catch((error: unknown) => dispatch(notices.actions.noticed(notDone('endSession', problemOf(error)))));
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content" onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('#content')?.focus();
      }}>{t('app.skip')}</a>
      <header className={styles.head}>
        <div className={styles.brand}><span className="seal" aria-hidden="true">阅</span><span className={styles.title}>{t('app.name')}</span></div>
        <nav className={styles.nav} aria-label={t('nav.label')}>
          {open.map((each) => <a key={each} href={screenLink(each)} aria-current={each === screen ? 'page' : undefined}>{t(screenText[each])}</a>)}
        </nav>
        <div className={styles.end}>
          <ConnectionChip onRetry={() => following.current?.retry()} />
          <LanguageSwitch />
          <div className={styles.you}>
            <span className={styles.who}><span className="unseen">{t('you.label')} </span><Name lines={1}>{session === null ? t('you.window') : principal.name}</Name><small>{t(`role.${principal.role}`)}</small></span>
            {session === null ? null : <button type="button" className="button quiet small" onClick={signOut}>{t('you.sign-out')}</button>}
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.main}>
        {screen === 'overview' ? <Overview principal={principal} /> : screen === 'lan' ? <NetworkView principal={principal} /> : <AuditView />}
      </main>
      <Notices />
    </div>
  );
}
