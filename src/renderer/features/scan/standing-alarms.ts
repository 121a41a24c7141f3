/** Quality alarms of batches that still come in, which nobody has put away here; what a finished batch ended with is shown with its quality. Pure. */
import type { Batch } from '../../store/api.ts';

export interface StandingAlarm { readonly key: string; readonly batchKey: string; readonly kind: Batch['alarms'][number]['kind']; readonly pages: number; readonly since: string }

/** `seen`: keys of those that were put away; the same trouble coming back has another key. */
export function standingAlarms(batches: readonly Batch[], seen: readonly string[]): readonly StandingAlarm[] {
  return batches.filter(({ state }) => state !== 'completed').flatMap(({ batchId, batchKey, alarms }) => alarms.map(({ kind, pages, since }) => ({ key: `${batchId} ${kind} ${since}`, batchKey, kind, pages, since }))).filter(({ key }) => !seen.includes(key));
}
