/** What the computer shows and does while scans are being read. */
export interface ExamWork { readonly pages: number; readonly read: number; readonly failed: number; readonly intakeDone: boolean; readonly completed: boolean; /** All that came is read, and whoever sent it has broken off: a person has to do something. */ readonly stalled?: boolean }

export interface Signs {
  /** Of the bar in the task bar: from 0 to 1, `unknown` while files are still coming in, null for none. */
  readonly bar: number | 'unknown' | null;
  readonly mayQuitSilently: boolean;
  readonly keepAwake: boolean;
}

/** `work`: figures of every exam that has a batch under way. */
export function signsOf(work: readonly ExamWork[]): Signs {
  const open = work.filter(({ completed }) => !completed);
  if (open.length === 0) return { bar: null, mayQuitSilently: true, keepAwake: false };
  const pages = sum(open.map((each) => each.pages));
  const done = sum(open.map((each) => each.read + each.failed));
  return { bar: pages === 0 || open.some(({ intakeDone }) => !intakeDone) ? 'unknown' : done / pages, mayQuitSilently: false, keepAwake: open.some(({ stalled = false }) => !stalled) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
