import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, printable } from './fit-text.ts';
import { loadFonts } from './fonts.ts';

const { regular } = loadFonts();
const pieces = (line: string): string[][] => regular.runs(line).map(({ face, text }) => [face, text]);

describe('a line of several scripts', () => {
  it('is one piece where one font has all of it', () => {
    expect(pieces('张三 (Zhang San) 八（2）班')).toEqual([['regular', '张三 (Zhang San) 八（2）班']]);
    expect(pieces('')).toEqual([]);
  });

  it('sets a word of which one letter is missing in one font', () => {
    expect(pieces('Łódź 王')).toEqual([['latin', 'Łódź'], ['regular', ' 王']]);
    expect(pieces('王😀')).toEqual([['regular', '王'], ['emoji', '😀']]);
  });

  it('puts words that run from right to left in the order in which they are drawn', () => {
    expect(pieces('مەمەت ئابلىز')).toEqual([['arabic', 'ئابلىز'], ['regular', ' '], ['arabic', 'مەمەت']]);
    expect(pieces('王 שלום עולם 12')).toEqual([['regular', '王 '], ['regular', '12'], ['regular', ' '], ['hebrew', 'עולם'], ['regular', ' '], ['hebrew', 'שלום']]);
  });

  it('turns brackets round within them, and keeps figures forwards', () => {
    expect(pieces('مەمەت (12)')).toEqual([['regular', '(12) '], ['arabic', 'مەمەت']].flatMap(([face = '', text = '']) => (face === 'regular' ? [['regular', '('], ['regular', '12'], ['regular', ') ']] : [[face, text]])));
    // The engine turns them round once more: they are drawn as 123.
    expect(pieces('۱۲۳')).toEqual([['arabic', '۳۲۱']]);
  });

  it('is as wide as its letters are when joined, stacked and marked', () => {
    expect(regular.width('سس')).toBeLessThan(1.9 * regular.width('س'));
    expect(regular.width('ཀྲ')).toBeLessThan(1.2 * regular.width('ཀ'));
    const before = loadFonts().regular.width('ئابلىز');
    for (const letter of '\u0675\u0678\u06CD\uFE89\uFE8F') {
      const { regular: fresh } = loadFonts();
      fresh.width(letter);
      expect(fresh.width('ئابلىز'), letter).toBeCloseTo(before);
    }
    expect(regular.width('王مەمەت')).toBeCloseTo(regular.width('王') + regular.width('مەمەت'));
  });

  it('is taken apart and put together without losing a character, whatever it is', () => {
    const scripts = fc.constantFrom(...'aŁ王é', 'ئ', 'ش', '١', '۲', ' ', '(', ']', 'བ', 'ྲ', 'ི', '་', 'ש', 'ส', 'ั', 'क', '्', 'ष', '😀', '👍', '🏽', '□');
    fc.assert(fc.property(fc.array(scripts, { maxLength: 40 }), (characters) => {
      const line = printable(characters.join(''), regular);
      expect(regular.runs(line).flatMap(({ text }) => [...text]).sort().join('').replaceAll(/[()[\]]/g, '')).toBe([...line].sort().join('').replaceAll(/[()[\]]/g, ''));
      const fitted = fitText(line, { widthPt: 60, heightPt: 24, sizePt: 10, maxLines: 2 }, regular);
      for (const each of fitted.lines) expect(regular.width(each) * fitted.sizePt).toBeLessThanOrEqual(60.1);
    }), { numRuns: 100 });
  });
});
