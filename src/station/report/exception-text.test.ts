import { expect, test } from 'vitest';
import { exceptionText } from './exception-text.ts';

test.each<[string, string, string]>([
  ['erased', 'A mark looks rubbed out; look at the crop and decide.', '填涂似乎被擦除；请查看截图后判定。'],
  ['no-code', 'The code on the page could not be read, and it was read by its shape; look whether it is the right page.', '页面码无法识别，已按版面识别；请核对是不是这一页。'],
  ['', 'The machine is not sure; look at the crop and decide.', '机器无法确定；请查看截图后判定。'],
  ['page 2, page 3', 'Page 2 of this sheet was not scanned; find it and scan it. Page 3 of this sheet was not scanned; find it and scan it.', '该考生缺第 2 页；请找到后补扫。该考生缺第 3 页；请找到后补扫。'],
  ['The same bytes as page 1 of a, b.jpg: counted once.', 'The same image as page 1 of a, b.jpg was put in before; it is counted once, nothing needs to be done.', '与 a, b.jpg 第 1 页的图像完全相同；只计一次，无需处理。'],
  ['The same candidate and page as a, b.jpg.', 'There is another page like this of the candidate, in a, b.jpg; keep the right one.', '该考生的同一页也出现在 a, b.jpg；请保留正确的一份。'],
  ['blank', 'The page is empty, or far too pale for anything to be seen; check whether it was scanned from the wrong side, and scan it darker where there is something on it.', '空白页，或颜色太浅看不出内容；请检查是否扫反了面，若卷面有内容请调深后重新扫描。'],
  ['picture-long', 'The picture is much longer than the sheet, or shows another one beside it: the scanner may have drawn in two at once, or two lay on its glass. Scan them again one by one.', '图像比答题卡长得多，或旁边还有一张：扫描仪可能一次进了两张，或玻璃上放了两张。请逐张重新扫描。'],
  ['Look again, please.', 'Look again, please.', '机器无法确定；请查看截图后判定。（Look again, please.）'],
  ['constructor', 'The machine is not sure; look at the crop and decide. (constructor)', '机器无法确定；请查看截图后判定。（constructor）'],
])('%j becomes a sentence', (detail, en, zh) => {
  expect([exceptionText({ kind: 'doubtful', detail }, 'en'), exceptionText({ kind: 'doubtful', detail }, 'zh')]).toEqual([en, zh]);
});
