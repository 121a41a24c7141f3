import { describe, expect, it } from 'vitest';
import type { EngineName, Opinion } from './engine.ts';
import { readingFrom, sayingItAgainIsEnough } from './votes.ts';

const look = (engine: EngineName, text: string): Opinion => ({ engine, text, characters: [...text].map((character) => ({ text: character, score: 0.9 })) });
const job = { language: 'mixed', whitelist: null, glyphs: [] } as const;
const seen = ['5 km', '5km', '5kn', ''];

describe('sayingItAgainIsEnough', () => {
  it('names a text only where two more looks of the other engine would change nothing', () => {
    let settled = 0;
    for (const first of seen) for (const second of seen) {
      const better = [look('pp-ocr', first), look('pp-ocr', second)];
      const enough = sayingItAgainIsEnough(better);
      if (enough === null) continue;
      const stopped = readingFrom(job, [...better, look('tesseract', enough)]);
      for (const third of seen) for (const fourth of seen) {
        settled++;
        expect(readingFrom(job, [...better, look('tesseract', third), look('tesseract', enough), look('tesseract', fourth)])).toEqual(stopped);
        expect(readingFrom(job, [...better, look('tesseract', enough), look('tesseract', third), look('tesseract', fourth)])).toEqual(stopped);
      }
    }
    expect(settled).toBeGreaterThan(50);
  });

  it('wants all looks where PP-OCR saw nothing, or is not sure of the spaces', () => {
    expect(sayingItAgainIsEnough([])).toBeNull();
    expect(sayingItAgainIsEnough([look('pp-ocr', ''), look('pp-ocr', '')])).toBeNull();
    expect(sayingItAgainIsEnough([look('pp-ocr', '5 km'), look('pp-ocr', '5km')])).toBeNull();
  });
});
