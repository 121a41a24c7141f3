/** Results are of the whole exam: what others put in (in a browser, from a watched folder, with an earlier run) is waited for, too. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ExamWork } from '../station/station-api.ts';
import type { Console } from './console.ts';
import { openSecondsLine } from './seconds-line.ts';

const lookEveryMs = 500;

/** Resolves when nothing of the exam is being put in, read or graded any more, and says meanwhile how many pages are left; at once where that is so. False: stopped before. */
export async function restOfExam(look: () => ExamWork, stop: AbortSignal, { t, note }: Console): Promise<boolean> {
  let work = look();
  if (work.busy) {
    using _ = openSecondsLine(process.stderr, { say: (seconds) => (work.pages > 0 ? t('grade.rest', { count: work.pages, seconds }) : t('grade.rest-ends', { seconds })) });
    while (work.busy) {
      await wait(lookEveryMs, undefined, { signal: stop }).catch(() => {}); // Ended early: somebody stops it.
      if (stop.aborted) return false;
      work = look();
    }
  }
  if (work.mayCome) note(t('grade.rest-may-come'));
  return true;
}
