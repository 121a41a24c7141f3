import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { GlyphMaker } from '../../../../scripts/glyphs/synthesise.ts';
import { Random } from '../../../simulate/random.ts';
import { classifyGlyph } from './classify.ts';
import { normaliseGlyph } from './normalise.ts';

/** None of the fonts that the network was trained on. */
const fonts = ['gochi-hand/400Regular/GochiHand_400Regular', 'shadows-into-light/400Regular/ShadowsIntoLight_400Regular'].map((name) => fileURLToPath(new URL(`../../../../node_modules/@expo-google-fonts/${name}.ttf`, import.meta.url)));

test.each([['digits', '0123456789'], ['letters of answers', 'ABCDTF']])('tells %s apart, and says when it is not sure', (_, possible) => {
  const random = new Random('glyphs', possible);
  const maker = new GlyphMaker(fonts, () => random.next());
  let right = 0;
  let sureAndWrong = 0;
  const count = 300;
  for (let i = 0; i < count; i++) {
    const truth = possible[i % possible.length] ?? '';
    const [first] = classifyGlyph(maker.make(truth), possible);
    if (first?.text === truth) right++;
    else if ((first?.probability ?? 0) > 0.99) sureAndWrong++;
  }
  // The maker bends them harder than people write.
  expect(right / count).toBeGreaterThan(0.88);
  expect(sureAndWrong).toBeLessThanOrEqual(4);
});

test('a cell without ink is no character', () => {
  expect(normaliseGlyph(new Float32Array(40 * 40), 40, 40)).toBeNull();
});
