import { describe, expect, it } from 'vitest';
import { settleLookalikes } from './lookalikes.ts';
import type { Glyph } from './engine.ts';

const glyph = (left: number, width: number): Glyph => ({ left, right: left + width, top: 0, bottom: 30 });
const threeGlyphs = (lastWidth: number): readonly Glyph[] => [glyph(0, 22), glyph(25, 18), glyph(50, lastWidth)];

describe('letters that look like others', () => {
  it('takes a round glyph among letters for O and a narrow one for 0', () => {
    expect(settleLookalikes('H20', { language: 'en', whitelist: null, glyphs: threeGlyphs(28) })).toEqual({ text: 'H2O', doubtful: false });
    expect(settleLookalikes('B2O', { language: 'en', whitelist: null, glyphs: threeGlyphs(16) })).toEqual({ text: 'B20', doubtful: false });
  });

  it('leaves open what the shape does not tell', () => {
    expect(settleLookalikes('H20', { language: 'en', whitelist: null, glyphs: [glyph(0, 22), glyph(25, 18), glyph(50, 21)] })).toEqual({ text: 'H20', doubtful: true });
    expect(settleLookalikes('H20', { language: 'en', whitelist: null, glyphs: [glyph(0, 60)] })).toEqual({ text: 'H20', doubtful: true });
    // As narrow as a pen makes either of them.
    expect(settleLookalikes('02', { language: 'en', whitelist: null, glyphs: [glyph(0, 16), glyph(25, 18)], writing: 'hand' })).toEqual({ text: '02', doubtful: true });
  });

  it('doubts a nought by itself between parts of words, which were written wide', () => {
    expect(settleLookalikes('0 xy gen', { language: 'en', whitelist: null, glyphs: [] }).doubtful).toBe(true);
    expect(settleLookalikes('0 xy gen', { language: 'en', whitelist: '0xygen', glyphs: [] }).doubtful).toBe(false);
    for (const text of ['0 km', '0 of 12 kg']) expect(settleLookalikes(text, { language: 'en', whitelist: null, glyphs: [] }).doubtful).toBe(false);
  });

  it('does not doubt zeros of numbers and letters of words', () => {
    for (const text of ['60km/h', '2026', '0.75', '20 kg', 'No', 'Oxygen', '100米', '第1章']) expect(settleLookalikes(text, { language: 'mixed', whitelist: null, glyphs: [] })).toEqual({ text, doubtful: false });
  });

  it('doubts a letter alone whose capital has the same shape, unless only one of them can occur', () => {
    expect(settleLookalikes('X', { language: 'en', whitelist: null, glyphs: [] }).doubtful).toBe(true);
    expect(settleLookalikes('C', { language: 'en', whitelist: 'ABCD', glyphs: [] }).doubtful).toBe(false);
    expect(settleLookalikes('A', { language: 'en', whitelist: null, glyphs: [] }).doubtful).toBe(false);
  });
});
