import { expect, test } from 'vitest';
import { reasonText, type Reason, type ReasonKind } from '../../../exam/reason.ts';
import { openTexts } from '../../i18n/texts.ts';
import { bytesText } from '../../ui/bytes.ts';
import { reasonWords } from './reason-words.ts';
import { verdictOf } from './verdict.ts';

const kinds: readonly ReasonKind[] = [
  { kind: 'full' }, { kind: 'blank' }, { kind: 'wrong', answer: 'B' }, { kind: 'several-chosen', answer: 'AB' }, { kind: 'missing', missing: ['C', 'D'] }, { kind: 'per-option', right: ['A'], wrong: [], missing: ['C'] },
  { kind: 'not-a-number', answer: '1__2', because: 'gap' }, { kind: 'void' }, { kind: 'open' }, { kind: 'not-read' },
];

test.each(kinds)('the words for $kind are those of the result files, without the points', async (kind) => {
  const reason: Reason = { ...kind, points: 1, max: 3 };
  const [en, zh] = [await openTexts('en'), await openTexts('zh-CN')];
  expect(reasonText(reason, 'en').startsWith(reasonWords({ ...reason }, en.t))).toBe(true);
  // The files list options with a comma, too; the screens with 、.
  expect(reasonText(reason, 'zh').replaceAll(', ', '、').startsWith(reasonWords({ ...reason }, zh.t))).toBe(true);
});

test('a reason of a newer station stands for itself', async () => {
  const { t } = await openTexts('en');
  expect(reasonWords({ kind: 'marked-twice', points: 1, max: 3 }, t)).toBe('marked-twice');
});

test.each([
  ['full', 3, 'right'], ['missing', 2, 'partial'], ['wrong', 0, 'wrong'], ['wrong', -1, 'wrong'], ['blank', 0, 'blank'], ['void', 3, 'given'], ['open', null, 'waits'], ['not-read', 0, 'not-read'],
])('%s with %s points of 3 is %s', (kind, points, verdict) => {
  expect(verdictOf({ points, max: 3, reason: { kind, points: points ?? 0, max: 3 } })).toBe(verdict);
});

test('sizes of files in words', () => {
  expect([0, 999, 1000, 27018, 1_400_000_000].map(bytesText)).toEqual(['0 B', '999 B', '1 kB', '27 kB', '1.4 GB']);
});
