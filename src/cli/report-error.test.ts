import { expect, test } from 'vitest';
import { ZhiyueError } from '../contract/errors.ts';
import { notThere } from '../contract/not-there.ts';
import { checkExamFile } from '../exam/exam-file.ts';
import { translator } from './i18n/texts.ts';
import { errorText } from './report-error.ts';

const chinese = await translator('zh-CN');
const english = await translator('en');

test('in Chinese, the English sentence is a remark in brackets', () => {
  const { text } = errorText(new ZhiyueError('not-found', 'The station has no exam nope; it has math-8-mid.', { about: 'nope' }), chinese, 'zh-CN');
  expect(text).toBe('没有找到 nope（The station has no exam nope; it has math-8-mid）。可能已被删除，请重新查看列表。');
});

test('what is not there is said in the reader\'s language', () => {
  expect(errorText(notThere('batch', 'b1'), chinese, 'zh-CN').text).toBe('没有找到 b1：工作站里没有扫描批次 b1。可能已被删除，请重新查看列表。');
  expect(errorText(notThere('batch', 'b1'), english, 'en').text).toBe('b1 is not there: There is no scan batch b1 in this station. Look at the list again; it may have been removed.');
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

test('a folder without scans and one without a record are not said to be missing', () => {
  const empty = ZhiyueError.of('input-missing', [{ code: 'scans-none', values: {}, where: null }], { about: 'empty/' });
  expect(errorText(empty, english, 'en').text).toBe('empty/: There are no scans (JPEG, PNG, TIFF, WebP or PDF) in it. Put the scanned sheets there, or name the folder that they are in.');
  expect(errorText(empty, chinese, 'zh-CN').text).toBe('empty/：里面没有扫描件（JPEG、PNG、TIFF、WebP 或 PDF）。请把扫描好的答题卡放进去，或改用存放扫描件的文件夹。');
  const unused = ZhiyueError.of('input-missing', [{ code: 'record-none', values: { record: 'record.sqlite' }, where: null }], { about: 'data' });
  expect(errorText(unused, english, 'en').text).toMatch(/^data: There is no record \(record\.sqlite\) in it: .* Name the data folder with --data-dir\.$/);
});

test('a folder in place of a file is not said to be missing; where key and template do not belong together, neither is blamed', () => {
  const folder = ZhiyueError.of('input-missing', [{ code: 'file-folder', values: {}, where: null }], { about: 'sheets' });
  expect([errorText(folder, english, 'en').text, errorText(folder, chinese, 'zh-CN').text]).toEqual(['sheets: This is a folder, not a file; name the file in it.', 'sheets：这是文件夹，不是文件；请指定其中的文件。']);
  const key = ZhiyueError.of('key-invalid', [{ code: 'template-key-column', values: { template: 't.json', count: 2, questions: 'q11, q12' }, where: null }], { about: 'key.json' });
  expect(errorText(key, english, 'en').text).toBe('key.json: the template t.json has no columns q11, q12, which the key has: one of the two is of another sheet, or a question is misspelt in the key.');
  expect(errorText(key, chinese, 'zh-CN').text).toBe('key.json：模板 t.json 里没有答案中的 2 道题（q11, q12）：模板和答案中有一个不属于这种答题卡，或答案中的题名写错了。');
});

test('a port that is used is named once', () => {
  const used = ZhiyueError.of('option-invalid', [{ code: 'option-port-used', values: { port: 7411, variable: 'ZHIYUE_PORT' }, where: null }], { about: 'port 7411' });
  expect(errorText(used, english, 'en').text).toBe('Port 7411 cannot be opened: another program uses it. Choose another with --port or ZHIYUE_PORT.');
  expect(errorText(used, chinese, 'zh-CN').text).toBe('无法打开端口 7411：已被其他程序占用。请用 --port 或 ZHIYUE_PORT 另选一个。');
});

test('a busy data folder and a station that is not there are said in the reader\'s language, once', () => {
  const busy = ZhiyueError.of('data-folder-in-use', [{ code: 'folder-in-use', values: {}, where: null }], { about: '/d' });
  expect(errorText(busy, chinese, 'zh-CN').text).toBe('/d：另一个智阅程序（工作站、`zhiyue grade` 或阅读机）正在使用这个数据文件夹：请等它完成或先停止它，或另选数据文件夹。');
  expect(errorText(busy, english, 'en').text).toMatch(/^\/d: Another program of Zhiyue .* or choose another folder\.$/);
  const away = ZhiyueError.of('station-unreachable', [{ code: 'station-refuses', values: { station: '127.0.0.1:9' }, where: null }], { about: '127.0.0.1:9' });
  expect(errorText(away, chinese, 'zh-CN').text).toBe('连不上工作站：127.0.0.1:9 上没有工作站。请检查地址，并在工作站的电脑上查看 `zhiyue lan status`。');
});

test('a fault of an exam names the questions beside the path, and the field that was meant', () => {
  const checked = checkExamFile({ id: 'x', title: 'X', questions: [{ no: '1-10', type: 'single', option: 4, key: 'ABCDABCDAB', points: 0.3 }] });
  const error = ZhiyueError.of('exam-invalid', 'faults' in checked ? checked.faults : [], { about: 'exam.json' });
  expect(errorText(error, english, 'en').text).toContain('questions[0].points (question 1-10): must be a multiple of 0.5');
  expect(errorText(error, english, 'en').text).toContain('questions[0].option (question 1-10): unknown field; perhaps "options" is meant');
  expect(errorText(error, chinese, 'zh-CN').text).toContain('questions[0].option（第 1-10 题）：没有这个字段；是不是“options”');
});

test('an exam of another layout is told of once, with a way on that does not go over the old results', () => {
  const moved = ZhiyueError.of('exam-changed', [{ code: 'exam-layout-moved', values: {}, where: null }], { about: 'math' });
  expect(errorText(moved, english, 'en').text).toBe('The exam math cannot be changed like this: Its layout (questions, options, paper or template) is another one now, but sheets of the old one were taken in. Undo that change; for sheets that are printed anew, give the exam another id in its file and name another folder with --out.');
  expect(errorText(moved, chinese, 'zh-CN').text).toBe('考试 math 不能这样改：版式（题目、选项、纸张或模板）变了，但已读入旧版式的答题卡。请撤销这一改动；如果答题卡要重新印，请在考试文件里换一个编号，并用 --out 另选文件夹。');
});
