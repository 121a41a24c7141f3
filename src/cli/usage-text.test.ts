import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { openConsole } from './console.ts';
import { translator } from './i18n/texts.ts';
import { usageText } from './usage-text.ts';

test('the help of the command is named, also behind options of the whole program', async () => {
  const console = openConsole('zh-CN', await translator('zh-CN')), error = new CommanderError(1, 'commander.missingMandatoryOptionValue', "error: required option '--template <file>' not specified");
  const seeOf = (...args: string[]): string | undefined => usageText(error, args, console).split('\n')[1];
  for (const args of [['read'], ['--lang', 'zh_CN', 'read'], ['--lang=zh', '--verbose', 'read', 'a.jpg']]) expect(seeOf(...args)).toMatch(/^请看：.* read --help$/);
  expect(seeOf('--other', 'read')).toMatch(/ help$/);
});
