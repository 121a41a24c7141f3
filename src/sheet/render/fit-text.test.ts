import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, printable } from './fit-text.ts';
import { loadFonts } from './fonts.ts';

const { regular } = loadFonts();
const fit = (text: string) => fitText(text, { widthPt: 100, heightPt: 30, sizePt: 10, maxLines: 2 }, regular);

describe('text in a box', () => {
  it('never leaves the box, whatever it is', () => {
    const box = fc.record({ widthPt: fc.integer({ min: 30, max: 500 }), heightPt: fc.integer({ min: 6, max: 120 }), sizePt: fc.integer({ min: 6, max: 20 }), maxLines: fc.integer({ min: 1, max: 9 }) });
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), box, (raw, bounds) => {
      const fitted = fitText(printable(raw, regular), bounds, regular);
      for (const line of fitted.lines) expect(regular.width(line) * fitted.sizePt).toBeLessThanOrEqual(bounds.widthPt + 0.1);
      expect(fitted.lines.length).toBeLessThanOrEqual(bounds.maxLines);
      if (fitted.lines.length > 1) expect(fitted.lines.length * fitted.lineHeightPt).toBeLessThanOrEqual(bounds.heightPt + 0.1);
    }), { numRuns: 300 });
  });

  it('keeps its size when it fits, wraps next, shrinks then, and is cut last', () => {
    expect(fit('八年级')).toMatchObject({ lines: ['八年级'], sizePt: 10 });
    expect(fit('八年级数学期中质量检测')).toMatchObject({ lines: ['八年级数学期中质量检', '测'], sizePt: 10 });
    expect(fit('八年级数学'.repeat(5)).sizePt).toBeLessThan(10);
    expect(fit('八年级数学'.repeat(40)).lines.join('')).toMatch(/…$/);
  });

  it('is cut rather than printed smaller than can be read, where that is said', () => {
    const box = { widthPt: 100, heightPt: 20, sizePt: 9.5, maxLines: 2, leastPt: 6.5 };
    const cut = fitText('八年级数学'.repeat(40), box, regular);
    expect(cut).toMatchObject({ sizePt: 6.5 });
    expect(cut.lines.at(-1)).toMatch(/…$/);
    expect(fitText('八年级', box, regular)).toMatchObject({ sizePt: 9.5 });
  });

  it('loses nothing as long as it is not cut', () => {
    const text = '2025—2026 学年度第一学期期中教学质量检测 Mid-term exam of grade eight';
    expect(fitText(text, { widthPt: 150, heightPt: 60, sizePt: 12, maxLines: 6 }, regular).lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });

  it('breaks between words of other scripts, not within them', () => {
    const lines = (text: string): readonly string[] => fitText(text, { widthPt: 60, heightPt: 60, sizePt: 10, maxLines: 4 }, regular).lines;
    expect(lines('ئابدۇرېھىم مەمەت ئابلىز')).toEqual(['ئابدۇرېھىم', 'مەمەت ئابلىز']);
    expect(lines('བཀྲ་ཤིས་བདེ་ལེགས་དགེ་རྒན་')).toEqual(['བཀྲ་ཤིས་བདེ་', 'ལེགས་དགེ་རྒན་']);
    expect(lines('Jürgen Weißmüller')).toEqual(['Jürgen', 'Weißmüller']);
  });

  it('does not begin a line with a comma or a full stop', () => {
    const { lines } = fitText('一二三四五六七八九，十', { widthPt: 90.1, heightPt: 60, sizePt: 10, maxLines: 3 }, regular);
    for (const line of lines) expect(line).not.toMatch(/^[，。]/);
  });
});

describe('what can be printed', () => {
  it('drops direction marks and control characters, and shows □ for what no font has', () => {
    expect(printable('张\u202E三\u200F\u0007', regular)).toBe('张三');
    expect(printable('😀𠮷王\uD800', regular)).toBe('😀□王');
    expect(printable('<b>李&四</b>', regular)).toBe('<b>李&四</b>');
    expect(printable('a\tb\r\nc', regular)).toBe('a b \nc');
  });
});
