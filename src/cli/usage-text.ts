/** Commander's complaints, which it has in English only, in the reader's language. */
import type { CommanderError } from 'commander';
import type { Console } from './console.ts';
import { chosenLanguage, type TextKey } from './i18n/texts.ts';
import { SaidError } from './said-error.ts';

const keys: Readonly<Record<string, TextKey>> = {
  'commander.missingMandatoryOptionValue': 'usage.missing-option',
  'commander.missingArgument': 'usage.missing-argument',
  'commander.optionMissingArgument': 'usage.option-value',
  'commander.unknownOption': 'usage.unknown-option',
  'commander.unknownCommand': 'usage.unknown-command',
  'commander.excessArguments': 'usage.excess',
};

/** `args`: the whole line; its command may stand behind `--lang` and `--verbose`. */
export function usageText(error: CommanderError, args: readonly string[], { t, typed }: Pick<Console, 't' | 'typed'>): string {
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  const hint = /\(Did you mean (.+)\?\)/.exec(error.message);
  const text = t(keys[error.code] ?? 'usage.invalid', { name, detail: error.message });
  const [command] = chosenLanguage(args, {}).rest.filter((arg) => arg !== '--verbose');
  const known = command === undefined || error.code === 'commander.unknownCommand' || command.startsWith('-') ? 'help' : `${command} --help`;
  return `${t('error.prefix')}${text}${hint ? ` → ${hint[1]}` : ''}\n${t('usage.see', { command: typed(known) })}`;
}

/** A complaint of our own about how a command was called, as those of the parser end. */
export function wronglyCalled(said: string, command: string, { t, typed }: Pick<Console, 't' | 'typed'>): SaidError {
  return new SaidError('option-invalid', `${said}\n${t('usage.see', { command: typed(`${command} --help`) })}`);
}
