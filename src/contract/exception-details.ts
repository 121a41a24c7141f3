/** What the station writes into `detail` of an exception: codes that screens, reports and terminal have words for. Each of them lists them by these types, so that the compiler sees a code without words. */
import type { Doubt, PageTrouble } from '../sheet/read/reading.ts';
import type { errorCodes } from './errors.ts';

type ErrorOf<Class> = { [Code in keyof typeof errorCodes]: (typeof errorCodes)[Code] extends Class ? Code : never }[keyof typeof errorCodes];

/** Of a field: what marks leave, and what the text reader and the search for the candidate do. */
export type FieldDetail =
  | Doubt
  | 'text-uncertain' | 'text-not-read' | 'text-reader-failed' | 'code-not-read' | 'several-codes'
  | 'incomplete' | 'no-number' | 'number-uncertain' | 'number-disagrees' | 'name-disagrees' | 'not-on-roster';

/** Of a page that was not read: its own trouble, its file's, or that of the task that read it. */
export type PageDetail = PageTrouble | ErrorOf<'bad-page'> | 'task-timeout' | 'worker-crashed' | 'task-memory' | 'task-denied' | 'internal' | 'cancelled';
