import { expect, test } from 'vitest';
import type { ZhiyueError } from '../../contract/errors.ts';
import { faultSentence } from '../../contract/faults.ts';
import { refuseContradictions } from '../../sheet/template/contradictions.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { fromOmrChecker, isOmrChecker } from '../../sheet/template/omrchecker.ts';
import { templateSchema } from '../../exam/template.ts';
import { templateRefusal } from './template-faults.ts';

const block = { name: 'A', x: 1, y: 2, fields: ['q1..3'], values: ['A', 'B'], direction: 'horizontal', valueGap: 5, fieldGap: 6 };
const sound = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 100, height: 200 }, bubble: { w: 3, h: 3 }, registration: {}, blocks: [block], columns: [{ name: 'q1', fields: ['q1'] }] };

function refused(json: unknown): ZhiyueError {
  try {
    refuseContradictions(expandTemplate(isOmrChecker(json) ? fromOmrChecker(json) : templateSchema.parse(json)));
  } catch (cause) {
    return templateRefusal('sheet.json', json, cause);
  }
  throw new Error('The template was taken.');
}

test.each([
  ['a list with nothing in it', { ...sound, blocks: [{ ...block, fields: [] }] }, 'blocks[0].fields：至少要有 1 项。'],
  ['a length that is none, and what is missing', { ...sound, page: { width: 'wide' } }, 'page.width：应为数字；page.height：缺少。'],
  ['a field nobody knows', { ...sound, blocks: [{ ...block, colour: 'red' }] }, 'blocks[0].colour：没有这个字段。'],
  ['a region of no kind that there is', { ...sound, regions: [{ kind: 'drawing', name: 'x', x: 1, y: 1, w: 1, h: 1 }] }, 'regions[0].kind：应为 code、text 或 open。'],
  ['nothing to be found by', { ...sound, blocks: [] }, 'blocks：没有题块的模板需要参考扫描件或三个定位标记，才能找到页面。'],
  ['a label twice', { ...sound, blocks: [block, { ...block, name: 'B' }] }, '字段 q1 出现了两次。'],
  ['no gap between its bubbles', { ...sound, blocks: [{ ...block, valueGap: 0 }] }, 'A：valueGap (bubblesGap) 是 0，应大于 0：它是从一个到下一个的距离，向右或向下，名称也按这个顺序列出。'],
  ['a gap against the direction that is less than a bubble', { ...sound, blocks: [{ ...block, valueGap: -1 }] }, 'A：valueGap (bubblesGap) 是 -1，应大于 0：它是从一个到下一个的距离，向右或向下，名称也按这个顺序列出。'],
  ['a gap that is less than a bubble', { ...sound, blocks: [{ ...block, valueGap: 1 }] }, 'A：填涂框彼此重叠，间距太小。'],
  ['two blocks in one place', { ...sound, blocks: [block, { ...block, name: 'B', fields: ['z1..3'] }] }, 'A 和 B 的填涂框在同一位置。'],
  ['a block off the page', { ...sound, blocks: [{ ...block, x: 99 }] }, 'A：有填涂框在页面之外。'],
  ['a value twice', { ...sound, blocks: [{ ...block, values: ['A', 'A', 'B'] }] }, 'A 中的值 A 出现了两次：同一字段的每个填涂框应有各自的值。'],
  ['a candidate that nothing is called', { ...sound, candidate: 'nobody' }, 'candidate 是 nobody，它既不是列，也不是区域。'],
  ['a region off the page', { ...sound, regions: [{ kind: 'open', name: 'r', x: 999, y: 1, w: 10, h: 10 }] }, '区域 r 在页面之外。'],
  ['the same mark twice', { ...sound, registration: { marks: [{ x: 1, y: 1, w: 5, h: 5 }, { x: 1, y: 1, w: 5, h: 5 }] } }, '有两个定位标记相同：x 1，y 1。'],
  ['OMRChecker\'s fields but its blocks', { pageDimensions: [10, 10], bubbleDimensions: [2, 2], customLabels: {} }, 'fieldBlocks：缺少。'],
  ['a list where OMRChecker has its blocks by name', { pageDimensions: [10, 10], bubbleDimensions: [2, 2], fieldBlocks: [] }, 'fieldBlocks：应为 { } 括起来的一组字段。'],
  ['no template at all', 'nothing', '应为 { } 括起来的一组字段。'],
])('a template with %s is refused in the reader\'s language, with the place', (_what, json, chinese) => {
  const error = refused(json);
  expect(error).toMatchObject({ code: 'template-invalid', about: 'sheet.json' });
  expect(faultSentence(error.faults, 'zh-CN')).toBe(chinese);
  expect(faultSentence(error.faults, 'en')).toBe(error.message);
});
