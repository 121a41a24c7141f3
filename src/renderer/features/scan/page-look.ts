/** How a page stands, for its colour and sign, and what its trouble is called. Pure. */
import type { PageDetail } from '../../../contract/exception-details.ts';
import type { TextKey } from '../../i18n/en.ts';
import type { PageSummary } from '../../store/api.ts';
import { problemCode, type ProblemCode } from '../../store/problem.ts';

export const looks = ['waiting', 'read', 'doubtful', 'failed', 'copy'] as const;
export type PageLook = (typeof looks)[number];
export const signs: Readonly<Record<PageLook, string>> = { waiting: '…', read: '✓', doubtful: '?', failed: '✕', copy: '=' };

/** A page counts as read or not as the exam's figures have it. */
export function lookOf({ state, trouble, answered, doubtful }: Pick<PageSummary, 'state' | 'trouble' | 'answered' | 'doubtful'>): PageLook {
  if (state === 'waiting' || state === 'copy') return state;
  if (state === 'failed' || !answered) return 'failed';
  return doubtful > 0 || trouble !== null ? 'doubtful' : 'read';
}

const troubleTexts = {
  'blank': 'scan.trouble.blank', 'not-a-sheet': 'scan.trouble.not-a-sheet', 'foreign-page': 'scan.trouble.foreign-page', 'other-layout': 'scan.trouble.other-layout',
  'no-code': 'scan.trouble.no-code', 'not-registered': 'scan.trouble.not-registered', 'cut-off': 'scan.trouble.cut-off', 'cancelled': 'scan.trouble.cancelled',
  // Of sheets that somebody else printed, as where their template is tried.
  'unmarked': 'templates.whole.unmarked', 'paper-not-found': 'templates.refusal.paper-not-found', 'sheet-not-found': 'templates.refusal.sheet-not-found', 'other-sheet': 'templates.refusal.other-sheet',
  'place-unsure': 'templates.refusal.place-unsure', 'sheet-bent': 'templates.refusal.sheet-bent', 'picture-dark': 'templates.refusal.picture-dark', 'picture-blurred': 'templates.refusal.picture-blurred',
  'picture-long': 'templates.refusal.picture-long', 'picture-shape': 'templates.refusal.picture-shape', 'picture-small': 'templates.refusal.picture-small', 'picture-black': 'templates.refusal.picture-black',
  'picture-negative': 'templates.refusal.picture-negative',
} as const satisfies Readonly<Record<Exclude<PageDetail, ProblemCode>, TextKey>>;

const isTrouble = (code: string): code is keyof typeof troubleTexts => Object.hasOwn(troubleTexts, code);

/** What is wrong with a page and what to do about it. `answered`: something was read off it all the same. */
export function troubleText(code: string, answered: boolean): TextKey {
  if (code === 'no-code' && answered) return 'scan.trouble.no-code-read';
  return isTrouble(code) ? troubleTexts[code] : `error.${problemCode(code)}`;
}
