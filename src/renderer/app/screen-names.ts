/** What the screens are called and told, apart from the table of them: a page that leads to another, or says what it is told, does not import the table that it stands in. */
import type { Principal } from '../../contract/access.ts';

export type StationScreenName = 'exams' | 'new-exam' | 'templates' | 'lan' | 'audit' | 'monitor' | 'settings';
export type ExamScreenName = 'overview' | 'questions' | 'roster' | 'sheets' | 'scan' | 'exceptions' | 'results' | 'analysis';

/** What a screen is told. `path`: what follows its name in the address. */
export interface StationScreenProps { readonly principal: Principal; readonly path: readonly string[] }
export interface ExamScreenProps extends StationScreenProps { readonly examId: string }
