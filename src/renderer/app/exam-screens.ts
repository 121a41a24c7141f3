/** Which screens of exams there are, for pages that lead to them: a page cannot import the table that it stands in. */
import { createContext, useContext } from 'react';
import type { TextKey } from '../i18n/en.ts';
import type { IconName } from '../ui/Icon.tsx';
import type { ExamScreenName } from './screen-names.ts';

export interface ExamScreenEntry { readonly name: ExamScreenName; readonly text: TextKey; readonly icon: IconName }

/** Those that one may see of the exam at hand, in the order of the navigation. */
export const ExamScreensContext = createContext<readonly ExamScreenEntry[]>([]);
export const useExamScreens = (): readonly ExamScreenEntry[] => useContext(ExamScreensContext);
