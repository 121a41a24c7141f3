import { expect, test } from 'vitest';
import { ZhiyueError } from '../contract/errors.ts';
import { translator } from './i18n/texts.ts';
import { errorText } from './report-error.ts';

const chinese = await translator('zh-CN');
const english = await translator('en');

test('in Chinese, the English sentence is a remark in brackets', () => {
  const { text } = errorText(new ZhiyueError('not-found', 'The station has no exam nope; it has math-8-mid.', { about: 'nope' }), chinese);
  expect(text).toBe('没有找到 nope（The station has no exam nope; it has math-8-mid）。可能已被删除，请重新查看列表。');
});

test('what is wrong is said once', () => {
  const error = new ZhiyueError('option-invalid', 'Port 7411 cannot be opened: another program uses it. Choose another with --port or ZHIYUE_PORT.', { about: 'port 7411' });
  expect(errorText(error, english).text).toBe('port 7411: Port 7411 cannot be opened: another program uses it. Choose another with --port or ZHIYUE_PORT. Change it; --help shows what can stand there.');
});
