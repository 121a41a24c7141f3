import { expect, test } from 'vitest';
import { unread } from '../../sheet/template/read-template.ts';
import { templateSchema } from '../../exam/template.ts';
import { RegionTexts } from './region-texts.ts';

const template = templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 }, candidate: '考号', columns: [{ name: '考号', fields: ['n1..2'] }],
  blocks: [{ name: 'number', x: 100, y: 100, fields: ['n1..2'], values: [...'0123456789'], direction: 'vertical', valueGap: 30, fieldGap: 40 }],
});

test('a page without a number is nobody\'s also where no roster is given; without one any number is somebody\'s', async () => {
  const strangerOf = async (value: string, roster: readonly string[], doubtful = false): Promise<string | null> => {
    await using texts = new RegionTexts(template, roster.map((candidateNo) => ({ candidateNo, name: '', class: '', extra: {} })));
    return (await texts.judge({ ...unread('blank'), trouble: null, columns: [{ name: '考号', value, incomplete: false, doubtful, confidence: 1 }] }, [], undefined)).stranger;
  };
  expect([await strangerOf('', []), await strangerOf('', ['07']), await strangerOf('08', []), await strangerOf('08', ['07']), await strangerOf('07', ['07']), await strangerOf('', [], true)]).toEqual(['no-number', 'no-number', null, 'not-on-roster', null, null]);
});

test('a name or number that is another candidate\'s than the number\'s best guess is told, as it is beside a sure number', async () => {
  const regions = [{ kind: 'text', name: 'initial', x: 500, y: 100, w: 40, h: 40, roster: 'name', cells: 1 }, { kind: 'text', name: 'class', x: 600, y: 100, w: 40, h: 40, roster: 'class', cells: 1 }] as const;
  const roster = [['07', 'A', '1'], ['08', 'B', '2']].map(([candidateNo = '', name = '', form = '']) => ({ candidateNo, name, class: form, extra: {} }));
  const cell = (name: string, text: string) => ({ kind: 'cells', name, cells: [[{ text, probability: 0.999 }]], pale: false }) as const;
  await using texts = new RegionTexts({ ...template, regions: regions.map((region) => ({ ...region, writing: 'print' as const })) }, roster);
  const judged = async (value: string, doubtful: boolean, name = 'A'): Promise<unknown> => (await texts.judge({ ...unread('blank'), trouble: null, columns: [{ name: '考号', value, incomplete: false, doubtful, confidence: 0.6 }] }, [cell('initial', name), cell('class', '1')], undefined)).regions.map((region) => [region.value, region.doubt]);
  expect(await judged('07', true)).toEqual([['A', null], ['1', null]]);
  expect(await judged('08', false)).toEqual([['A', 'name-disagrees'], ['1', 'text-uncertain']]);
  // A class that may be another's is no more than the number's own doubt.
  expect(await judged('08', true)).toEqual([['A', 'name-disagrees'], ['1', null]]);
  // Nobody has the guess: nothing is held against it.
  expect(await judged('09', true)).toEqual([['A', null], ['1', null]]);
});
