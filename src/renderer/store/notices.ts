/** What a person should know now: what was not done and why, or what was done and can be undone. */
import { createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit';
import type { Principal } from '../../contract/access.ts';
import type { TextKey } from '../i18n/en.ts';
import type { RequestProblem } from './problem.ts';

export type NoticeText = Extract<TextKey, `notice.${string}`>;

export interface Notice {
  readonly id: string;
  readonly tone: 'trouble' | 'done';
  readonly text: NoticeText;
  /** What stands in the text's holes. */
  readonly values: { readonly name?: string };
  readonly problem: RequestProblem | null;
  /** What takes it back, where the route allows that. */
  readonly undo: Undo | null;
}

type Undo =
  | { readonly route: 'reopenException'; readonly exceptionId: string }
  /** What the device had before. */
  | { readonly route: 'changeDevice'; readonly deviceId: string } & Pick<Principal, 'role' | 'exams'>;
export type NewNotice = Pick<Notice, 'tone' | 'text'> & Partial<Pick<Notice, 'values' | 'problem' | 'undo'>>;

/** Older ones make room: nobody reads twenty. */
export const mostNotices = 5;

export const notices = createSlice({
  name: 'notices',
  initialState: (): readonly Notice[] => [],
  reducers: {
    noticed: {
      reducer: (list, { payload }: PayloadAction<Notice>) => [...list.filter((other) => !sayTheSame(other, payload)), payload].slice(-mostNotices),
      prepare: (notice: NewNotice) => ({ payload: { id: nanoid(), values: {}, problem: null, undo: null, ...notice } }),
    },
    /** The person has gone on: troubles that were there before are seen. What was done goes by itself. */
    wentOn: (list) => (list.some(({ tone }) => tone === 'trouble') ? list.filter(({ tone }) => tone !== 'trouble') : list),
    /** The same was tried again, and was done. */
    succeeded: (list, { payload }: PayloadAction<NoticeText>) => list.filter(({ tone, text }) => tone !== 'trouble' || text !== payload),
    dismissed: (list, { payload }: PayloadAction<string>) => list.filter((notice) => notice.id !== payload),
  },
});

/** The same trouble again takes the place of its first telling. */
function sayTheSame(one: Notice, other: Notice): boolean {
  return one.text === other.text && one.problem?.code === other.problem?.code && JSON.stringify([one.undo, one.values]) === JSON.stringify([other.undo, other.values]);
}
