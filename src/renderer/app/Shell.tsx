/** What is around every screen: the way to the others, the connection, who is signed in, and notices. */
import { Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ComponentType, memo, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Principal } from '../../contract/access.ts';
import { ConnectionChip } from '../features/connection/ConnectionChip.tsx';
import { ConnectionNote } from '../features/connection/ConnectionNote.tsx';
import { WhatWasDone, WhatWasNotDone } from '../features/notices/Notices.tsx';
import { useListExamsQuery } from '../store/api.ts';
import { useScreensDispatch, useScreensSelector } from '../store/hooks.ts';
import { type Following, followStation } from '../store/live/follow.ts';
import { notDone } from '../store/not-done.ts';
import { notices } from '../store/notices.ts';
import { problemOf } from '../store/problem.ts';
import { Empty } from '../ui/Empty.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Name } from '../ui/Name.tsx';
import { PictureShelf } from '../ui/picture-shelf.ts';
import { Broken } from './Broken.tsx';
import { ExamThere } from './ExamThere.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { ExamScreensContext } from './exam-screens.ts';
import { Navigation } from './Navigation.tsx';
import { NewerScreens } from './NewerScreens.tsx';
import { examLink, type Place, stationLink, usePlace } from './place.ts';
import { SchemeSwitch } from './SchemeSwitch.tsx';
import type { ExamScreenProps, StationScreenProps } from './screen-names.ts';
import { examScreens, isExamScreen, isStationScreen, maySeeExam, maySeeStation, namesOf, stationScreens } from './screens.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { ShortcutsHelp } from './ShortcutsHelp.tsx';
import styles from './Shell.module.css';
import { Splash } from './Splash.tsx';
import { PictureShelfContext, useStation } from './station-context.ts';

export function Shell() {
  const { client, store } = useStation();
  const principal = useScreensSelector((state) => state.connection.principal);
  const following = useRef<Following | null>(null);

  useEffect(() => {
    const followed = followStation(client, store);
    following.current = followed;
    return () => followed.close();
  }, [client, store]);
  const [shelf] = useState(() => new PictureShelf());
  useEffect(() => () => shelf.clear(), [shelf]);

  const retry = (): void => following.current?.retry();
  return principal === null ? <Splash problem={null} onRetry={retry} /> : <PictureShelfContext value={shelf}><Shortcuts><Frame principal={principal} onRetry={retry} /></Shortcuts></PictureShelfContext>;
}

function Frame({ principal, onRetry }: { readonly principal: Principal; readonly onRetry: () => void }) {
  const { t, i18n } = useTranslation();
  const place = usePlace();
  const [menu, { toggle, close }] = useDisclosure(false);
  const last = useLastExam(place.examId);
  const there = useMemo(() => ({ at: shownAt(place, principal), path: place.path, lost: isNowhere(place) }), [place, principal]);
  const { at } = there;
  // The name of the screen and its place in the navigation answer a click at once; a large screen takes its time behind them.
  const drawn = useDeferredValue(there);
  // Figures change four times a second while pages are read: the frame looks at nothing of them.
  const { examId, title } = useListExamsQuery({}, { selectFromResult: ({ data }) => {
    const one = 'exam' in at ? at.examId : (last !== null && data?.entities[last] !== undefined ? last : data?.ids[0] ?? null);
    return { examId: one, title: 'exam' in at ? data?.entities[at.examId]?.title : undefined };
  } });
  const ofExam = useMemo(() => (examId === null ? [] : namesOf(examScreens).flatMap((name) => (maySeeExam(principal, name, examId) ? [{ name, text: examScreens[name].text, icon: examScreens[name].icon }] : []))), [examId, principal]);
  const heading = t(there.lost ? 'place.none' : 'exam' in at ? examScreens[at.exam].text : stationScreens[at.station].text);

  useEffect(close, [place, close]);
  useFocusOnContent(place);
  useEffect(() => {
    document.title = `${heading} · ${title === undefined ? '' : `${title} · `}${t('app.name')}`;
  }, [heading, title, t, i18n.language]);

  return (
    <div className={styles.shell} data-menu={menu ? 'open' : undefined}>
      <a className={styles.skip} href="#content" onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('#content')?.focus();
      }}>{t('app.skip')}</a>
      <aside className={styles.side} id="side" aria-label={t('app.name')}>
        <div className={styles.brand}><span className="seal" aria-hidden="true">阅</span><span className={styles.title}>{t('app.name')}</span></div>
        <Navigation principal={principal} examId={examId} current={there.lost ? null : at} />
        <You principal={principal} />
      </aside>
      <div className={styles.veil} onClick={close} aria-hidden="true" />
      <div className={styles.top}>
        <header className={styles.head}>
          <Burger className={styles.burger ?? ''} opened={menu} onClick={toggle} size="sm" aria-label={t('nav.label')} aria-expanded={menu} aria-controls="side" />
          <div className={styles.where}>
            <h1>{heading}</h1>
            {title === undefined ? null : <span className={styles.which}><Name lines={1}>{title}</Name></span>}
            <WhatWasDone />
          </div>
          <div className={styles.end}>
            <ConnectionChip onRetry={onRetry} />
            <LanguageSwitch />
            <SchemeSwitch />
            <ShortcutsHelp />
          </div>
        </header>
        <WhatWasNotDone />
      </div>
      <main id="content" tabIndex={-1} className={styles.main} aria-busy={drawn !== there}>
        <NewerScreens />
        <ConnectionNote watches={maySeeStation(principal, 'monitor')} />
        <Broken key={drawn.lost ? '' : 'exam' in drawn.at ? `${drawn.at.examId} ${drawn.at.exam}` : drawn.at.station}>
          <ExamScreensContext value={ofExam}>
            <Suspense fallback={<p className="muted" role="status">{t('app.loading')}</p>}>{drawn.lost ? <Nowhere to={drawn.at} /> : <Screen at={drawn.at} principal={principal} path={drawn.path} />}</Suspense>
          </ExamScreensContext>
        </Broken>
      </main>
    </div>
  );
}

type Shown = { readonly station: keyof typeof stationScreens } | { readonly exam: keyof typeof examScreens; readonly examId: string };

/** Whether the address names a screen that there is not, for nobody. */
const isNowhere = ({ examId, screen }: Place): boolean => (examId === null ? !isStationScreen(screen) : !isExamScreen(screen));

function Nowhere({ to }: { readonly to: Shown }) {
  const { t } = useTranslation();
  return (
    <div className="card" role="alert">
      <Empty title={t('place.none')}><p>{t('place.none-do')}</p><a className="button small" href={'exam' in to ? examLink(to.examId, to.exam) : stationLink(to.station)}>{t('exam' in to ? 'place.to-exam' : 'place.to-exams')}</a></Empty>
    </div>
  );
}

/** Where there is no such screen, or none for this person: the exam's own page, else the exams. */
function shownAt({ examId, screen }: { readonly examId: string | null; readonly screen: string }, principal: Principal): Shown {
  if (examId === null) return { station: isStationScreen(screen) && maySeeStation(principal, screen) ? screen : 'exams' };
  if (isExamScreen(screen) && maySeeExam(principal, screen, examId)) return { exam: screen, examId };
  return maySeeExam(principal, 'overview', examId) ? { exam: 'overview', examId } : { station: 'exams' };
}

const Screen = memo(function Screen({ at, principal, path }: { readonly at: Shown; readonly principal: Principal; readonly path: readonly string[] }) {
  if ('exam' in at) {
    const View: ComponentType<ExamScreenProps> = examScreens[at.exam].View;
    return <ExamThere key={at.examId} examId={at.examId}><View examId={at.examId} principal={principal} path={path} /></ExamThere>;
  }
  const View: ComponentType<StationScreenProps> = stationScreens[at.station].View;
  return <View principal={principal} path={path} />;
});

/** Who goes to another screen goes on there: keys must not press the link again that led there. */
function useFocusOnContent(place: Place): void {
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    const at = document.activeElement;
    if (at === null || at === document.body || at.closest('#side') !== null) document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true });
  }, [place]);
}

/** The exam that was looked at last stays at hand on the station's own screens. */
function useLastExam(examId: string | null): string | null {
  const [last, setLast] = useState(examId);
  if (examId !== null && examId !== last) setLast(examId);
  return examId ?? last;
}

function You({ principal }: { readonly principal: Principal }) {
  const { t } = useTranslation();
  const { session } = useStation();
  const dispatch = useScreensDispatch();
  const signOut = (): void => void session?.signOut().catch((error: unknown) => dispatch(notices.actions.noticed(notDone('endSession', problemOf(error)))));
  return (
    <div className={styles.you}>
      <span className={styles.who}><span className="unseen">{t('you.label')} </span><Name lines={1}>{session === null ? t('you.window') : principal.name}</Name><small>{t(`role.${principal.role}`)}</small></span>
      {session === null ? null : <button type="button" className={styles.icon} onClick={signOut} aria-label={t('you.sign-out')} title={t('you.sign-out')}><Icon name="leave" /></button>}
    </div>
  );
}
