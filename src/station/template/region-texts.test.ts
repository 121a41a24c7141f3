import { expect, test } from 'vitest';
import { unread } from '../../sheet/template/read-template.ts';
import { templateSchema } from '../../sheet/template/template.ts';
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
