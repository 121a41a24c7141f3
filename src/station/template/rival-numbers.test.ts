import { expect, test } from 'vitest';
import type { Candidate } from '../../exam/exam.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { unregisteredQuality } from '../../sheet/read/quality.ts';
import { unread } from '../../sheet/template/read-template.ts';
import { templateSchema } from '../../exam/template.ts';
import { otherKindsOfNumber, withRivals } from './rival-numbers.ts';
import { type TemplatePage, valueOf } from './template-page.ts';
import { statusOf, templateAnswers, templateExceptions } from './template-tables.ts';

const sheet = (candidate: string) => expandTemplate(templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 },
  blocks: [{ name: 'number', x: 100, y: 100, fields: ['n1..8'], values: [...'0123456789'], direction: 'vertical', valueGap: 30, fieldGap: 40 }],
  columns: [{ name: '考号', fields: ['n1..8'] }], candidate,
  regions: [{ kind: 'code', name: 'one', x: 600, y: 100, w: 200, h: 200 }, { kind: 'code', name: 'two', x: 600, y: 400, w: 200, h: 200 }, { kind: 'text', name: 'hand', cells: 8, x: 100, y: 60, w: 320, h: 30 }],
}));
const page = (grid: string, one: string, two: string, hand = ''): TemplatePage => ({
  sourceFile: 'a.jpg', sourcePage: 1,
  outcome: {
    kind: 'read', quality: unregisteredQuality, crops: [], stranger: null, reading: { ...unread('blank'), trouble: null, columns: [{ name: '考号', value: grid, incomplete: false, doubtful: false, confidence: 1 }] },
    regions: [['one', one], ['two', two], ['hand', hand]].map(([name = '', value = '']) => ({ name, value, doubt: null, confidence: 1 })),
  },
});
const rivals = (candidate: string, pages: readonly TemplatePage[], roster: readonly Candidate[] = []) => withRivals(sheet(candidate), pages, roster).map(({ outcome }) => (outcome.kind === 'read' && outcome.rival !== undefined ? [outcome.rival.place, outcome.rival.own, outcome.rival.other] : null));
const a = '20260101', b = '20260102', roster = [a, b].map((candidateNo): Candidate => ({ candidateNo, name: '', class: '', extra: {} }));

test('a code of somebody else on the roster makes two candidates on one page; what is not on it is something else', () => {
  expect(rivals('考号', [page(a, b, ''), page(a, `${b},Li Ming`, ''), page(a, a, `${a};${b}`), page(a, '99999999', 'https://x.cn/7')], roster)).toEqual([['one', a, b], ['one', a, b], null, null]);
  expect(rivals('one', [page(b, a, ''), page('', a, b)], roster)).toEqual([['考号', a, b], ['two', a, b]]);
});

test('without a roster a code with as many digits as the number counts, unless it never is the page\'s own number', () => {
  expect(rivals('考号', [page(a, b, '')])).toEqual([['one', a, b]]);
  expect(rivals('考号', [page(a, a, '123'), page(b, b, '124'), page(a, b, '125'), page(b, b, '')])).toEqual([null, null, ['one', a, b], null]);
  const numbered = [page(a, '90000001', ''), page(b, '90000002', ''), page(a, '90000003', '')];
  expect([rivals('考号', numbered), otherKindsOfNumber(sheet('考号'), numbered.map((one) => (name) => valueOf(one, name)))]).toEqual([[null, null, null], ['one']]);
});

test('a number written by hand above its grid counts like a code', () => {
  expect(rivals('考号', [page(a, '', '', a), page(a, '', '', b), page(a, '', '', '123')])).toEqual([null, ['hand', a, b], null]);
  expect(rivals('hand', [page(b, '', '', a)])).toEqual([['考号', a, b]]);
});

test('such a page waits, with both numbers', () => {
  const pages = withRivals(sheet('考号'), [page(a, '', b)], roster);
  expect([statusOf(pages[0]!), templateAnswers(sheet('考号'), pages).rows]).toEqual(['review', [['a.jpg', 1, `?${a}`, 'review', null, `?${a}`, '', `?${b}`, '']]]);
  expect(templateExceptions(sheet('考号'), pages, 'zh').rows).toEqual([['a.jpg', 1, `?${a}`, 'doubtful', 'two', null, `考号 是 ${a}，而 two 是 ${b}：一页上有两名考生。请查看答题卡后确认是哪位考生。`, '', 'two']]);
});
