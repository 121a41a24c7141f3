import { expect, test } from 'vitest';
import { openConsole } from './console.ts';
import { translator } from './i18n/texts.ts';
import { buildProgram } from './program.ts';

const chinese = openConsole('zh-CN', await translator('zh-CN'));
const english = openConsole('en', await translator('en'));

test('the Chinese help has no English words of the argument parser', () => {
  const program = buildProgram(chinese, () => {});
  const help = [program, ...program.commands].map((command) => command.helpInformation()).join('\n');
  expect(help).not.toMatch(/default|\[options\]|\[command\]/);
  expect(help).toContain('zhiyue simulate [选项]');
  expect(help).toContain('考生人数；给出名单时最多为名单人数（默认 30）');
  expect(help).toContain('扫描件所属考试的编号（必填）');
});

test('the English help has the words that other programs have', () => {
  const [help = ''] = buildProgram(english, () => {}).commands.filter((command) => command.name() === 'simulate').map((command) => command.helpInformation());
  expect(help).toContain('Usage: zhiyue simulate [options]');
  expect(help).toContain('(default: 30)');
});
