import { expect, test } from 'vitest';
import { openTexts } from '../../i18n/texts.ts';
import { axisMarks, histogram, sharesAbove } from './histogram.ts';
import { adviceOn, differenceOf, difficultyOf, discriminationOf, idleOptions, preferredWrong, type QuestionFigures, reliabilityOf } from './judge.ts';
import { placeDots } from './place-dots.ts';
import { classWords, distributionWords, plotWords, questionWords } from './words.ts';

const question = (over: Partial<QuestionFigures>): QuestionFigures => ({ no: '7', type: 'single', n: 50, max: 3, mean: 1, difficulty: 0.5, discrimination: 0.4, pointBiserial: 0.3, options: { A: 25, B: 10, C: 10, D: 5 }, blank: 0, multiple: 0, ...over });
const right = new Set(['A']);

test.each([[0.29, 'hard'], [0.3, 'medium'], [0.7, 'medium'], [0.71, 'easy']])('a share of %s of the points is %s', (share, word) => expect(difficultyOf(share)).toBe(word));
test.each([[0.4, 'very-good'], [0.39, 'good'], [0.3, 'good'], [0.29, 'marginal'], [0.2, 'marginal'], [0.19, 'poor'], [0, 'poor'], [-0.01, 'negative']])('a discrimination of %s is %s', (d, word) => expect(discriminationOf(d)).toBe(word));
test.each([[0.9, 'high'], [0.8, 'good'], [0.7, 'enough'], [0.69, 'weak'], [-0.2, 'weak']])('an alpha of %s is %s', (alpha, word) => expect(reliabilityOf(alpha)).toBe(word));
test.each([[51, 50, 10, 'none'], [54, 50, 10, 'small'], [56, 50, 10, 'clear'], [50, 50, null, 'none'], [51, 50, 0, 'clear']] as const)('%s against %s with a spread of %s: %s', (a, b, sd, word) => expect(differenceOf(a, b, sd)).toBe(word));

test('the key is suspected where the weak do better, or where nobody is told apart and most are wrong', () => {
  expect(adviceOn(question({ discrimination: -0.1 }), right)).toBe('key');
  expect(adviceOn(question({ difficulty: 0.35, discrimination: 0.05 }), right)).toBe('key');
  expect(adviceOn(question({ difficulty: 0.6, discrimination: 0.1, options: { A: 10, B: 30, C: 5, D: 5 } }), right)).toBe('key');
  expect(adviceOn(question({ difficulty: 0.6, discrimination: 0.1 }), right)).toBe('wording');
});

test('what nearly everybody can do is no fault, and a handful of candidates says nothing', () => {
  expect(adviceOn(question({ difficulty: 0.97, discrimination: 0.05 }), right)).toBe('all-know');
  expect(adviceOn(question({ difficulty: 0.8, discrimination: 0.1 }), right)).toBe('none');
  expect(adviceOn(question({ discrimination: -0.5, n: 9 }), right)).toBe('none');
  expect(adviceOn(question({ discrimination: null }), right)).toBe('none');
});

test('options: the wrong one that most took, and those that distract nobody', () => {
  expect(preferredWrong({ A: 10, B: 30, C: 31 }, right)).toBe('C');
  expect(preferredWrong({ A: 30, B: 30 }, right)).toBeNull();
  expect(preferredWrong({ A: 1, B: 30 }, new Set())).toBeNull();
  expect(idleOptions(question({ options: { A: 40, B: 8, C: 2, D: 0 } }), right)).toEqual(['C', 'D']);
});

test('totals fall into stretches of one round width, the last with its end, negative ones too', () => {
  const bins = histogram([0, 4.5, 5, 99, 100], 100);
  expect(bins).toHaveLength(20);
  expect([bins[0], bins[1], bins[19]]).toEqual([{ from: 0, to: 5, count: 2 }, { from: 5, to: 10, count: 1 }, { from: 95, to: 100, count: 2 }]);
  expect(histogram([-3, 2], 10).reduce((sum, { count }) => sum + count, 0)).toBe(2);
  expect(histogram([-3, 2], 10)[0]).toEqual({ from: -3, to: -2.5, count: 1 });
  expect(histogram([], 0).every(({ count }) => count === 0)).toBe(true);
});

test('marks of an axis reach above what is shown', () => {
  expect(axisMarks(11)).toEqual([0, 5, 10, 15]);
  expect(axisMarks(0)).toEqual([0, 1]);
});

test('pass and excellence count from 60 and 85 %', () => expect(sharesAbove([60, 59.5, 85, 100], 100)).toEqual({ pass: 0.75, excellent: 0.5 }));

test('dots that lie upon one another are moved apart', () => {
  const placed = placeDots(Array.from({ length: 5 }, (_, i) => ({ no: String(i), x: 100, y: 100 })), 10);
  for (const [i, a] of placed.entries()) for (const b of placed.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(17);
});

test('a question in words, in both languages', async () => {
  const bad = question({ difficulty: 0.35, discrimination: 0.05 });
  expect(questionWords(bad, right, (await openTexts('zh-CN')).t)).toBe('第 7 题难度 0.35、区分度 0.05：难度适中，不能区分考生，请检查答案。');
  expect(questionWords(question({ difficulty: 0.2, discrimination: -0.1, options: { A: 10, B: 30 } }), right, (await openTexts('zh-CN')).t)).toBe('第 7 题难度 0.20、区分度 −0.10：偏难，多数人不会，低分考生反而比高分考生做得好，选 B 的人比选正确答案的还多，请检查答案。');
  expect(questionWords(bad, right, (await openTexts('en')).t)).toBe('Question 7: difficulty 0.35, discrimination 0.05: of medium difficulty, does not tell strong from weak, please check the answer key.');
});

test('charts say something where there is little to show', async () => {
  const { t } = await openTexts('en');
  expect(plotWords([question({ difficulty: null })], [], t)).toBe('Not enough scores for these figures yet.');
  expect(classWords([{ name: 'a', n: 3, mean: 50, sd: 1, lowest: 1, highest: 2 }], 1, t)).toBe('There is only one class with scores.');
});

test('the difference of two means is that of the means as they are told', async () => {
  const { t } = await openTexts('en');
  const of = (name: string, mean: number) => ({ name, n: 30, mean, sd: 10, lowest: 0, highest: 90 });
  expect(classWords([of('a', 63.44), of('b', 52.16)], 10, t)).toContain('Highest mean a (63.4), lowest b (52.2): 11.2 points apart');
});

test('where most candidates lie is said of every range that has as many, and of none where many have', async () => {
  const { t } = await openTexts('en');
  const said = (counts: readonly number[]): string => distributionWords({ n: 9, mean: 5, median: 5, sd: 2, max: 10 }, counts.map((count, i) => ({ from: 2 * i, to: 2 * i + 2, count })), [5], t);
  expect(said([0, 4, 1])).toContain('Most frequent range: 2 to 4 points (4 of 9 candidates)');
  expect(said([4, 0, 4])).toContain('Most frequent ranges: 0 to 2, 4 to 6 points (4 of 9 candidates each)');
  expect(said([1, 1, 1, 1])).toContain('No range of points has clearly more candidates');
});
