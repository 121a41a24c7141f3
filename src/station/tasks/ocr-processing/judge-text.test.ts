import { describe, expect, it } from 'vitest';
import type { TextQuestion } from '../../../exam/exam.ts';
import type { EngineName, Opinion } from '../../text/engine.ts';
import { agreed, readingFrom } from '../../text/votes.ts';
import { judgeText, spellsAnswer } from './judge-text.ts';

function question(...keys: string[]): TextQuestion {
  return { no: '7', type: 'text', points: 4, wrong: 0, void: false, bonus: false, widthMm: 60, heightMm: 10, ignoreCase: true, keys };
}

describe('a text reading', () => {
  it('is taken when the reader is sure, right or wrong', () => {
    expect(judgeText(question('SAS'), 'SAS', 0.99).doubt).toBeNull();
    expect(judgeText(question('SAS'), 'HL', 0.99).doubt).toBeNull();
  });

  it('is taken at less when it spells out an accepted answer', () => {
    expect(judgeText(question('HL', 'SAS'), 'sas', 0.8)).toEqual({ field: '7', text: 'sas', confidence: 0.99, doubt: null });
  });

  it('goes to a person when it is unsure and spells out nothing accepted, or a single character', () => {
    expect(judgeText(question('SAS'), 'SA', 0.8).doubt).toBe('text-uncertain');
    expect(judgeText(question('A'), 'A', 0.8).doubt).toBe('text-uncertain');
    expect(judgeText(question('SAS'), 'SAS', 0.3).doubt).toBe('text-uncertain');
  });

  it('goes to a person when only punctuation, a space or a look-alike keeps it from an accepted answer', () => {
    expect(judgeText(question('3.5 km'), '35km', 0.99).doubt).toBe('text-uncertain');
    expect(judgeText(question('9:30'), '9 30', 0.99).doubt).toBe('text-uncertain');
    expect(judgeText(question('100'), 'lOO', 0.99).doubt).toBe('text-uncertain');
    expect(judgeText(question('5千克'), '5干克', 0.995).doubt).toBe('text-uncertain');
    expect(judgeText(question('8.0 g'), '8.0 9', 0.98).doubt).toBe('text-uncertain');
    // Another number is another answer.
    expect(judgeText(question('24'), '29', 0.99).doubt).toBeNull();
  });

  it('goes to a person when one letter of a word keeps it from an accepted answer: readers drop thin ones', () => {
    for (const read of ['Bejing', 'Beijng', 'Beijing5', 'Condon']) expect(judgeText(question('Beijing', 'London'), read, 0.99).doubt, read).toBe(read === 'Beijing5' ? null : 'text-uncertain');
    expect(judgeText(question('Beijing'), 'Nanjing', 0.99).doubt).toBeNull();
    expect(judgeText(question('cat'), 'cut', 0.99).doubt).toBeNull();
  });

  it('is blank when nothing is written', () => {
    expect(judgeText(question('SAS'), '', 1)).toEqual({ field: '7', text: '', confidence: 1, doubt: null });
    expect(judgeText(question('+'), '', 1).doubt).toBeNull();
  });

  it.each([['H2O', 'H20'], ['12.5 cm', '12.5cm'], ['1/2', '½'], ['-5', '−5']])('is the accepted answer %s when it was only set down otherwise: %s', (key, read) => {
    expect(judgeText(question(key), read, 0.8)).toEqual({ field: '7', text: key, confidence: 0.99, doubt: null });
  });

  it('is not taken for an accepted answer where a pupil may mean the difference', () => {
    expect(judgeText(question('O'), '0', 0.99).doubt).toBe('text-uncertain');
    expect(judgeText(question('better than'), 'betterthan', 0.99).text).toBe('betterthan');
    expect(judgeText(question('3.5 km'), '35km', 0.8).text).toBe('35km');
  });
});

describe('spellsAnswer', () => {
  const look = (engine: EngineName, text: string, score: number): Opinion => ({ engine, text, characters: [...text].map((character) => ({ text: character, score })) });
  const job = { language: 'mixed', whitelist: null, glyphs: [] } as const;

  it.each(['5 km', '5km', 'SAS', '光合作用'])('is true only of a text that is taken whatever Tesseract sees: %s', (key) => {
    for (const score of [0.2, 0.8, 0.99]) {
      const better = [look('pp-ocr', key, score), look('pp-ocr', key, score)];
      expect(agreed(better) && spellsAnswer(question(key), key)).toBe(true);
      const alone = readingFrom(job, better);
      for (const first of [key, '5kn', 'SA', '']) for (const second of [key, '5kn', 'SA', '']) {
        const all = readingFrom(job, [...better, look('tesseract', first, 0.9), look('tesseract', second, 0.9)]);
        const { text, doubt } = judgeText(question(key), all.text, all.confidence);
        expect(judgeText(question(key), alone.text, alone.confidence)).toMatchObject({ text, doubt });
        expect(doubt).toBeNull();
      }
    }
  });

  it('is false of a single character, of another text, and where looks differ', () => {
    expect(spellsAnswer(question('A'), 'A')).toBe(false);
    expect(spellsAnswer(question('SAS'), 'SA')).toBe(false);
    expect(agreed([look('pp-ocr', 'SAS', 1), look('pp-ocr', 'SA', 1)])).toBe(false);
    expect(agreed([look('pp-ocr', '', 1), look('pp-ocr', '', 1)])).toBe(false);
  });
});
