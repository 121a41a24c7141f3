import { expect, test } from 'vitest';
import { ZhiyueError } from '../contract/errors.ts';
import { translator } from './i18n/texts.ts';
import { errorText } from './report-error.ts';

const chinese = await translator('zh-CN');
const english = await translator('en');

test('in Chinese, the English sentence is a remark in brackets', () => {
  const { text } = errorText(new ZhiyueError('not-found', 'The station has no exam nope; it has math-8-mid.', { about: 'nope' }), chinese, 'zh-CN');
  expect(text).toBe('没有找到 nope（The station has no exam nope; it has math-8-mid）。可能已被删除，请重新查看列表。');
});

test('what is wrong is said once', () => {
  const error = new ZhiyueError('option-invalid', 'Port 7411 cannot be opened: another program uses it. Choose another with --port or ZHIYUE_PORT.', { about: 'port 7411' });
  expect(errorText(error, english, 'en').text).toBe('port 7411: Port 7411 cannot be opened: another program uses it. Choose another with --port or ZHIYUE_PORT. Change it; --help shows what can stand there.');
});

test('what is wrong with a file is said in the reader\'s language', () => {
  const error = ZhiyueError.of('roster-invalid', [{ code: 'roster-number-twice', values: { no: '0001', line: 2 }, where: { line: 4 } }], { about: 'r.csv' });
  expect(errorText(error, chinese, 'zh-CN').text).toBe('r.csv 不能用作考生名单：第 4 行：考号 0001 与第 2 行重复。请改正后再次运行。');
  expect(errorText(error, english, 'en').text).toBe('r.csv cannot be used as a roster: line 4: 0001 is already in line 2. Correct it and run the command again.');
});
