/** What a command gets to speak with: the reader's language, and where its words go. */
import type { Language, Translate } from './i18n/texts.ts';

export interface Console {
  readonly language: Language;
  readonly t: Translate;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A line of the result, on stdout. */
  readonly out: (line: string) => void;
  /** A line about what goes on, on stderr. */
  readonly note: (line: string) => void;
}

export function openConsole(language: Language, t: Translate): Console {
  return {
    language,
    t,
    environment: process.env,
    out: (line) => { process.stdout.write(`${line}\n`); },
    note: (line) => { process.stderr.write(`${line}\n`); },
  };
}
