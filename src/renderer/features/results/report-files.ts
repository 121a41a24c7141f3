/** What each result file is for. */
import type { TextKey } from '../../i18n/en.ts';

const about: Readonly<Record<string, TextKey>> = {
  'results.xlsx': 'file.results', 'scores.csv': 'file.scores', 'answers.csv': 'file.answers', 'exceptions.csv': 'file.exceptions', 'statistics.json': 'file.statistics', 'quality.csv': 'file.quality',
};

/** Null for a file that a newer station writes. */
export const fileAbout = (name: string): TextKey | null => about[name] ?? (/^scores(-.*)?\.pdf$/.test(name) ? 'file.class-list' : null);

/** Under which name a file of a report is kept: those of two classes do not take each other's place. The PDF of a class has the class in its own name. */
export const keptName = (examId: string, className: string | null, file: string): string => [examId, ...(className === null || file.endsWith('.pdf') ? [] : [className]), file].join('-');
