/** The way to the screens that one may see: the exams, what belongs to the exam at hand, and the station. */
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Principal } from '../../contract/access.ts';
import type { TextKey } from '../i18n/en.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { ExamSwitcher } from './ExamSwitcher.tsx';
import { type NavigationSign, useExceptionsSign, useMonitorSign, useScanSign } from './navigation-signs.ts';
import { examLink, goTo, stationLink } from './place.ts';
import type { ExamScreenName, StationScreenName } from './screen-names.ts';
import { examScreens, maySeeExam, maySeeStation, namesOf, stationScreens } from './screens.tsx';
import { useShortcuts } from './shortcuts.tsx';
import styles from './Navigation.module.css';

interface NavigationProps {
  readonly principal: Principal;
  /** The one in the address, else the last one that was. */
  readonly examId: string | null;
  /** Null: none of them. */
  readonly current: { readonly station: StationScreenName } | { readonly exam: ExamScreenName } | null;
}

export const Navigation = memo(function Navigation({ principal, examId, current }: NavigationProps) {
  const { t } = useTranslation();
  const ofStation = namesOf(stationScreens).filter((name) => maySeeStation(principal, name));
  const ofExam = examId === null ? [] : namesOf(examScreens).filter((name) => maySeeExam(principal, name, examId));
  const monitor = useMonitorSign(ofStation.includes('monitor'));
  const scan = useScanSign(examId, ofExam.includes('scan'));
  const exceptions = useExceptionsSign(ofExam.includes('exceptions') ? examId : null);
  useShortcuts([
    ...ofStation.map((name) => ({ keys: `g ${stationScreens[name].letter}`, text: stationScreens[name].text, act: () => goTo(stationLink(name)) })),
    ...(examId === null ? [] : ofExam.map((name) => ({ keys: `g ${examScreens[name].letter}`, text: examScreens[name].text, act: () => goTo(examLink(examId, name)) }))),
  ]);
  const stationEntry = (name: StationScreenName) => (
    <Entry key={name} href={stationLink(name)} isCurrent={current !== null && 'station' in current && current.station === name} {...stationScreens[name]} sign={name === 'monitor' ? monitor : null} />
  );
  return (
    <nav className={styles.nav} aria-label={t('nav.label')}>
      {stationEntry('exams')}
      {examId === null || ofExam.length === 0 ? null : (
        <div className={styles.exam} role="group" aria-label={t('nav.this-exam')}>
          <ExamSwitcher examId={examId} screen={current !== null && 'exam' in current ? current.exam : 'overview'} />
          {ofExam.map((name) => (
            <Entry key={name} href={examLink(examId, name)} isCurrent={current !== null && 'exam' in current && current.exam === name} {...examScreens[name]} sign={name === 'scan' ? scan : name === 'exceptions' ? exceptions : null} />
          ))}
        </div>
      )}
      {ofStation.length > 1 ? <div className={styles.station}>{ofStation.filter((name) => name !== 'exams' && !('hidden' in stationScreens[name])).map(stationEntry)}</div> : null}
    </nav>
  );
});

interface EntryProps { readonly href: string; readonly isCurrent: boolean; readonly icon: IconName; readonly text: TextKey; readonly sign: NavigationSign | null }

/** The sign describes the link and is no part of its name, which stays what the screen is called. */
function Entry({ href, isCurrent, icon, text, sign }: EntryProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <a href={href} aria-current={isCurrent ? 'page' : undefined} aria-describedby={sign === null ? undefined : id} title={sign?.words}>
        <Icon name={icon} />{t(text)}
        {sign === null ? null : <span className={styles.sign} data-trouble={sign.count === null || undefined} aria-hidden="true">{sign.count ?? '!'}</span>}
      </a>
      {/* There from the beginning, so that what comes is read out; how much waits changes too often for that. */}
      <span id={id} className="unseen" aria-live={sign?.count === undefined || sign.count === null ? 'polite' : 'off'}>{sign?.words}</span>
    </>
  );
}
