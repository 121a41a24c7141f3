/** Commander's complaints, which it has in English only, in the reader's language. */
import type { CommanderError } from 'commander';
import type { Console } from './console.ts';
import type { TextKey } from './i18n/texts.ts';

const keys: Readonly<Record<string, TextKey>> = {
  'commander.missingMandatoryOptionValue': 'usage.missing-option',
  'commander.missingArgument': 'usage.missing-argument',
  'commander.optionMissingArgument': 'usage.option-value',
  'commander.unknownOption': 'usage.unknown-option',
  'commander.unknownCommand': 'usage.unknown-command',
  'commander.excessArguments': 'usage.excess',
};

export function usageText(error: CommanderError, command: string | undefined, { t, typed }: Pick<Console, 't' | 'typed'>): string {
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  const hint = /\(Did you mean (.+)\?\)/.exec(error.message);
  const text = t(keys[error.code] ?? 'usage.invalid', { name, detail: error.message });
  const known = command === undefined || error.code === 'commander.unknownCommand' || command.startsWith('-') ? 'help' : `${command} --help`;
  return `${t('error.prefix')}${text}${hint ? ` → ${hint[1]}` : ''}\n${t('usage.see', { command: typed(known) })}`;
}
