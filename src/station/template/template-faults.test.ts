import { expect, test } from 'vitest';
import type { ZhiyueError } from '../../contract/errors.ts';
import { faultSentence } from '../../contract/faults.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { templateSchema } from '../../sheet/template/template.ts';
import { templateRefusal } from './template-faults.ts';

const block = { name: 'A', x: 1, y: 2, fields: ['q1..3'], values: ['A', 'B'], direction: 'horizontal', valueGap: 5, fieldGap: 6 };
const sound = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 100, height: 200 }, bubble: { w: 3, h: 3 }, registration: {}, blocks: [block], columns: [{ name: 'q1', fields: ['q1'] }] };

function refused(json: unknown): ZhiyueError {
  try {
    expandTemplate(templateSchema.parse(json));
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
  ['no template at all', 'nothing', '应为 { } 括起来的一组字段。'],
])('a template with %s is refused in the reader\'s language, with the place', (_what, json, chinese) => {
  const error = refused(json);
  expect(error).toMatchObject({ code: 'template-invalid', about: 'sheet.json' });
  expect(faultSentence(error.faults, 'zh-CN')).toBe(chinese);
  expect(faultSentence(error.faults, 'en')).toBe(error.message);
});
