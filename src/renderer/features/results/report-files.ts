/** What each result file is for. */
import type { TextKey } from '../../i18n/texts.ts';

const about: Readonly<Record<string, TextKey>> = {
  'results.xlsx': 'file.results', 'scores.csv': 'file.scores', 'answers.csv': 'file.answers', 'exceptions.csv': 'file.exceptions', 'statistics.json': 'file.statistics',
};

/** Null for a file that a newer station writes. */
export const fileAbout = (name: string): TextKey | null => about[name] ?? null;
