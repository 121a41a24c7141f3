/** The way to the screens that one may see: the exams, what belongs to the exam at hand, and the station. */
import { useTranslation } from 'react-i18next';
import type { Principal } from '../../contract/access.ts';
import { Icon } from '../ui/Icon.tsx';
import { ExamSwitcher } from './ExamSwitcher.tsx';
import { examLink, goTo, stationLink } from './place.ts';
import { examScreens, type ExamScreenName, maySeeExam, maySeeStation, namesOf, stationScreens, type StationScreenName } from './screens.tsx';
import { useShortcuts } from './shortcuts.tsx';
import styles from './Navigation.module.css';

interface NavigationProps {
  readonly principal: Principal;
  /** The one in the address, else the last one that was. */
  readonly examId: string | null;
  readonly current: { readonly station: StationScreenName } | { readonly exam: ExamScreenName };
}

export function Navigation({ principal, examId, current }: NavigationProps) {
  const { t } = useTranslation();
  const ofStation = namesOf(stationScreens).filter((name) => maySeeStation(principal, name));
  const ofExam = examId === null ? [] : namesOf(examScreens).filter((name) => maySeeExam(principal, name, examId));
  useShortcuts([
    ...ofStation.map((name) => ({ keys: `g ${stationScreens[name].letter}`, text: stationScreens[name].text, act: () => goTo(stationLink(name)) })),
    ...(examId === null ? [] : ofExam.map((name) => ({ keys: `g ${examScreens[name].letter}`, text: examScreens[name].text, act: () => goTo(examLink(examId, name)) }))),
  ]);
  const stationEntry = (name: StationScreenName) => (
    <a key={name} href={stationLink(name)} aria-current={'station' in current && current.station === name ? 'page' : undefined}><Icon name={stationScreens[name].icon} />{t(stationScreens[name].text)}</a>
  );
  return (
    <nav className={styles.nav} aria-label={t('nav.label')}>
      {stationEntry('exams')}
      {examId === null || ofExam.length === 0 ? null : (
        <div className={styles.exam} role="group" aria-label={t('nav.this-exam')}>
          <ExamSwitcher examId={examId} screen={'exam' in current ? current.exam : 'overview'} />
          {ofExam.map((name) => (
            <a key={name} href={examLink(examId, name)} aria-current={'exam' in current && current.exam === name ? 'page' : undefined}><Icon name={examScreens[name].icon} />{t(examScreens[name].text)}</a>
          ))}
        </div>
      )}
      {ofStation.length > 1 ? <div className={styles.station}>{ofStation.filter((name) => name !== 'exams' && !('hidden' in stationScreens[name])).map(stationEntry)}</div> : null}
    </nav>
  );
}
