/** What a command gets to speak with: the reader's language, and where its words go. */
import type { Language, Translate } from './i18n/texts.ts';
import { plainText } from './plain-text.ts';
import { commandPrefix, dataDirOption, withCommands } from './shown-command.ts';

export interface Console {
  readonly language: Language;
  /** Commands in a text's backticks come out as they can be typed here. */
  readonly t: Translate;
  /** A command with its arguments as it can be typed here. */
  readonly typed: (line: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ` --data-dir FOLDER` for a command about the station of this folder; nothing where it would be asked anyway. */
  readonly at: (dataFolder: string) => string;
  /** A line of the result, on stdout; nothing in it steers the terminal. */
  readonly out: (line: string) => void;
  /** A line that we drew with the terminal's own colours, on stdout. */
  readonly picture: (line: string) => void;
  /** A line about what goes on, on stderr. */
  readonly note: (line: string) => void;
}

/** `launcher`: what people start `zhiyue` by, where that is not what runs here. */
export function openConsole(language: Language, t: Translate, launcher = process.argv[1] ?? ''): Console {
  const standing = { cwd: process.cwd(), environment: process.env, launcher };
  let known: string | null = null;
  const prefix = (): string => (known ??= commandPrefix(standing));
  return {
    language,
    t: (key, values) => {
      const text = t(key, values);
      return text.includes('`zhiyue') ? withCommands(text, prefix()) : text;
    },
    typed: (line) => `${prefix()} ${line}`,
    environment: process.env,
    at: (dataFolder) => dataDirOption(dataFolder, standing),
    out: (line) => { process.stdout.write(`${plainText(line)}\n`); },
    picture: (line) => { process.stdout.write(`${line}\n`); },
    note: (line) => { process.stderr.write(`${plainText(line)}\n`); },
  };
}
