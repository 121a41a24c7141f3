import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

function draw(...words: readonly (string | number)[]): number[] {
  const random = new Random(...words);
  return Array.from({ length: 5 }, () => random.bits());
}

describe('Random', () => {
  it('gives the same numbers for the same words, and others for other words', () => {
    expect(draw(1, 'sheet', 2)).toEqual(draw(1, 'sheet', 2));
    expect(draw(1, 'sheet', 2)).not.toEqual(draw(1, 'sheet', 3));
    expect(draw('ab', 'c')).not.toEqual(draw('a', 'bc'));
  });

  it('is even, normal and weighted as it says', () => {
    const random = new Random('spread');
    const count = 20_000;
    let sum = 0;
    let squares = 0;
    const drawn = { often: 0, seldom: 0 };
    for (let i = 0; i < count; i++) {
      sum += random.next();
      squares += random.normal() ** 2;
      drawn[random.weighted({ often: 9, seldom: 1 }, 'often')]++;
      expect(Math.abs(random.within(1, 0.5))).toBeLessThanOrEqual(0.5);
    }
    expect(sum / count).toBeCloseTo(0.5, 1);
    expect(squares / count).toBeCloseTo(1, 1);
    expect(drawn.seldom / count).toBeCloseTo(0.1, 1);
  });
});
