/** Signs beside the entries of the navigation: what is red on a screen that is out of sight, in words, and how much waits for people. */
import { useTranslation } from 'react-i18next';
import { useGetStatusQuery } from '../features/monitor/endpoints.ts';
import { troublesOf } from '../features/monitor/troubles.ts';
import { useScanWatchQuery } from '../features/scan/endpoints.ts';
import { standingAlarms } from '../features/scan/standing-alarms.ts';
import { api, batchAdapter, useListExamsQuery } from '../store/api.ts';
import { useScreensSelector } from '../store/hooks.ts';

/** `count`: work that waits; null: something is wrong. `words` say what, and are heard by who cannot see the sign. */
export interface NavigationSign { readonly count: number | null; readonly words: string }

const { useListBatchesQuery } = api;
const { selectAll } = batchAdapter.getSelectors();
/** Milliseconds. The monitor itself looks more often. */
const lookEveryMs = 15_000;
/** For `useQuery`, so that news which change nothing here draw nothing. */
const said = (words: readonly string[]): { readonly words: string } => ({ words: words.join(' ') });

export function useMonitorSign(may: boolean): NavigationSign | null {
  const { t } = useTranslation();
  const { words } = useGetStatusQuery({}, { skip: !may, pollingInterval: lookEveryMs, skipPollingIfUnfocused: true, selectFromResult: ({ data }) => said(data === undefined ? [] : troublesOf(data).map((trouble) => t(`nav.trouble.${trouble}`))) });
  return words === '' ? null : { count: null, words };
}

export function useScanSign(examId: string | null, may: boolean): NavigationSign | null {
  const { t } = useTranslation();
  const seen = useScreensSelector((state) => state.alarmsSeen);
  const about = { params: { examId: examId ?? '' } };
  const how = { skip: examId === null || !may };
  const { words: alarms } = useListBatchesQuery(about, { ...how, selectFromResult: ({ data }) => said(data === undefined ? [] : standingAlarms(selectAll(data), seen).map(({ kind, pages }) => t(`alarm.${kind}`, { pages }))) });
  const { words: watch } = useScanWatchQuery(about, { ...how, selectFromResult: ({ data }) => said(data === undefined || data === null || data.error === null ? [] : [t(data.error === 'input-missing' ? 'watch.gone' : 'watch.trouble')]) });
  const words = [watch, alarms].filter((part) => part !== '').join(' ');
  return words === '' ? null : { count: null, words };
}

export function useExceptionsSign(examId: string | null): NavigationSign | null {
  const { t } = useTranslation();
  const { count } = useListExamsQuery({}, { selectFromResult: ({ data }) => ({ count: examId === null ? 0 : data?.entities[examId]?.progress.exceptions ?? 0 }) });
  return count === 0 ? null : { count, words: t('nav.waiting', { count }) };
}
