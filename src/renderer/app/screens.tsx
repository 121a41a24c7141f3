/**
 * Every screen there is, in the order of the navigation. One line adds one, beside its name in `screen-names.ts`: its name in the address and in the texts (`nav.<name>`), its picture, what somebody must be allowed to see it,
 * the letter that goes there after `g`, and the code, which is loaded when it is first looked at.
 */
import { type ComponentType, lazy } from 'react';
import { mayDo, type Permission, type Principal } from '../../contract/access.ts';
import type { TextKey } from '../i18n/en.ts';
import type { IconName } from '../ui/Icon.tsx';
import type { ExamScreenName, ExamScreenProps, StationScreenName, StationScreenProps } from './screen-names.ts';

interface Screen<Props> {
  readonly text: TextKey;
  readonly icon: IconName;
  readonly needs: Permission;
  /** After `g`. */
  readonly letter: string;
  /** Not in the navigation: another screen leads there. */
  readonly hidden?: true;
  readonly View: ComponentType<Props>;
}

/** Of the station as a whole: `#/<name>`. */
export const stationScreens = {
  exams: { text: 'nav.exams', icon: 'papers', needs: 'exams.read', letter: 'e', View: lazy(() => import('../features/exams/Overview.tsx').then(({ Overview }) => ({ default: Overview }))) },
  'new-exam': { text: 'nav.new-exam', icon: 'plus', needs: 'exams.change', letter: 'n', hidden: true, View: lazy(() => import('../features/exams/NewExam.tsx').then(({ NewExam }) => ({ default: NewExam }))) },
  templates: { text: 'nav.templates', icon: 'template', needs: 'exams.change', letter: 'k', View: lazy(() => import('../features/templates/TemplatesScreen.tsx').then(({ TemplatesScreen }) => ({ default: TemplatesScreen }))) },
  lan: { text: 'nav.lan', icon: 'network', needs: 'access.change', letter: 'l', View: lazy(() => import('../features/lan/NetworkView.tsx').then(({ NetworkView }) => ({ default: NetworkView }))) },
  audit: { text: 'nav.audit', icon: 'history', needs: 'events.read', letter: 'w', View: lazy(() => import('../features/audit/AuditView.tsx').then(({ AuditView }) => ({ default: AuditView }))) },
  monitor: { text: 'nav.monitor', icon: 'monitor', needs: 'system.read', letter: 'm', View: lazy(() => import('../features/monitor/MonitorScreen.tsx').then(({ MonitorScreen }) => ({ default: MonitorScreen }))) },
  settings: { text: 'nav.settings', icon: 'settings', needs: 'system.read', letter: 't', View: lazy(() => import('../features/settings/SettingsScreen.tsx').then(({ SettingsScreen }) => ({ default: SettingsScreen }))) },
} as const satisfies Record<StationScreenName, Screen<StationScreenProps>>;

/** Of one exam: `#/exams/<exam>/<name>`. */
export const examScreens = {
  overview: { text: 'nav.exam', icon: 'paper', needs: 'exams.read', letter: 'o', View: lazy(() => import('../features/exams/ExamPage.tsx').then(({ ExamPage }) => ({ default: ExamPage }))) },
  questions: { text: 'nav.questions', icon: 'questions', needs: 'exams.read', letter: 'q', View: lazy(() => import('../features/exams/Questions.tsx').then(({ Questions }) => ({ default: Questions }))) },
  roster: { text: 'nav.roster', icon: 'people', needs: 'roster.read', letter: 'p', View: lazy(() => import('../features/exams/Roster.tsx').then(({ Roster }) => ({ default: Roster }))) },
  sheets: { text: 'nav.sheets', icon: 'print', needs: 'exams.read', letter: 'h', View: lazy(() => import('../features/designer/Sheets.tsx').then(({ Sheets }) => ({ default: Sheets }))) },
  scan: { text: 'nav.scan', icon: 'scan', needs: 'pages.add', letter: 's', View: lazy(() => import('../features/scan/ScanView.tsx').then(({ ScanView }) => ({ default: ScanView }))) },
  exceptions: { text: 'nav.exceptions', icon: 'exceptions', needs: 'exceptions.read', letter: 'x', View: lazy(() => import('../features/exceptions/ExceptionsView.tsx').then(({ ExceptionsView }) => ({ default: ExceptionsView }))) },
  results: { text: 'nav.results', icon: 'results', needs: 'scores.read', letter: 'r', View: lazy(() => import('../features/results/ResultsScreen.tsx').then(({ ResultsScreen }) => ({ default: ResultsScreen }))) },
  analysis: { text: 'nav.analysis', icon: 'analysis', needs: 'scores.read', letter: 'a', View: lazy(() => import('../features/analysis/AnalysisScreen.tsx').then(({ AnalysisScreen }) => ({ default: AnalysisScreen }))) },
} as const satisfies Record<ExamScreenName, Screen<ExamScreenProps>>;

const isName = <T extends object>(table: T, name: string): name is Extract<keyof T, string> => Object.hasOwn(table, name);
export const namesOf = <T extends object>(table: T): readonly Extract<keyof T, string>[] => Object.keys(table).filter((name) => isName(table, name));
export const isStationScreen = (name: string): name is StationScreenName => isName(stationScreens, name);
export const isExamScreen = (name: string): name is ExamScreenName => isName(examScreens, name);

/** The list of exams shows everybody his own; the log is open to a leader of some exams, the rest is about the whole station. */
export function maySeeStation(principal: Principal, name: StationScreenName): boolean {
  if (name === 'exams') return true;
  return mayDo(principal, stationScreens[name].needs, name === 'audit' && principal.exams !== 'all' ? (principal.exams[0] ?? null) : null);
}

export const maySeeExam = (principal: Principal, name: ExamScreenName, examId: string): boolean => mayDo(principal, examScreens[name].needs, examId);
