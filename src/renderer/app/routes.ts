/** Which screen is shown, as the address's fragment says: it works from a file, from the station and from the window alike. */
import { useSyncExternalStore } from 'react';
import { mayDo, type Permission, type Principal } from '../../contract/access.ts';
import type { TextKey } from '../i18n/texts.ts';

export const screens = ['overview', 'lan', 'audit'] as const;
export type Screen = (typeof screens)[number];

export const screenText: Readonly<Record<Screen, TextKey>> = { overview: 'nav.overview', lan: 'nav.lan', audit: 'nav.audit' };
const needs: Readonly<Record<Screen, Permission>> = { overview: 'exams.read', lan: 'access.change', audit: 'events.read' };

/** A leader of some exams reads the log of those; the network is about the whole station. */
export function screensOf(principal: Principal): readonly Screen[] {
  return screens.filter((screen) => mayDo(principal, needs[screen], screen === 'lan' || principal.exams === 'all' ? null : (principal.exams[0] ?? null)) || screen === 'overview');
}

export const screenLink = (screen: Screen): string => `#/${screen === 'overview' ? '' : screen}`;

function currentScreen(): Screen {
  return screens.find((screen) => location.hash === screenLink(screen)) ?? 'overview';
}

export function useScreen(): Screen {
  return useSyncExternalStore((changed) => {
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, currentScreen);
}
