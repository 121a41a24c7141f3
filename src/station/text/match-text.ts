/** How well a reading fits a text that it can be: an edit distance in which look-alikes and what the engine saw as well cost less. Pure. */
import type { ReadCharacter } from './engine.ts';

/** Negative logarithms of probabilities (nats), by what reading goes wrong with: a letter for another, one too many, one too few. */
const otherLetter = 6;
const lookAlike = 2.5;
const oneTooMany = 4;
const oneTooFew = 5;
/** The same for a character to which the engine gives nearly all: then it has told look-alikes apart, what it does not mention at all hardly stands there, and it hardly saw something in nothing (`25 km` is not `5 km`). */
const sureOf = 0.99;
const surelyTooMany = 6;
const surelyOther = 9;
const surelyLookAlike = 7;

/** Digits and letters that stand for each other in handwriting and in print, and Chinese characters that differ by little. */
const groups = ['0OoDQ〇', '1Il|i!7', '一—–-', '2Zz', '5Ss', '6bG', '8B', '9gq', '49', '39', '已己巳', '未末', '土士', '日曰目', '千干于', '人入八', '天夭无', '王玉主', '大太犬', '阳阴', '伟纬', '涛滔', '静净', '洋样', '杨扬', '陈阵', '刘列', '李季', '张弛', '宇字', '晨辰', '佳住', '明朋', '俊梭', '林材', '芳方', '丽两', '刚网', '娟捐', '梅海', '敏繁', '雷雪', '丹舟', '冰水', '云去'];
const twins = new Set(groups.flatMap((group) => [...group].flatMap((a) => [...group].flatMap((b) => (a === b ? [] : [`${a}${b}`])))));

/** Whether two characters are easily taken for each other. */
export const looksLike = (a: string, b: string): boolean => twins.has(`${a}${b}`);

/** The letters in which two different texts differ that are the same but for one letter, or one more: that letter of each, where it has one; null for others. */
export function oneLetterApart(one: string, other: string): readonly string[] | null {
  const [short, long] = [[...one], [...other]].sort((a, b) => a.length - b.length);
  if (one === other || short === undefined || long === undefined || long.length - short.length > 1) return null;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  const instead = long.length === short.length ? short.slice(same, same + 1) : [];
  return short.slice(same + instead.length).join('') === long.slice(same + 1).join('') ? [...instead, ...long.slice(same, same + 1)] : null;
}

/** Cost in nats of having read `characters` where `expected` stands: about -ln of the probability of that reading. 0 is a perfect, sure reading. Spaces do not count. */
export function misreadingCost(characters: readonly ReadCharacter[], expected: string): number {
  const read = characters.filter(({ text }) => text.trim() !== '');
  const wanted = [...expected.normalize('NFKC').replace(/\s/gu, '')];
  let above = wanted.reduce<number[]>((costs) => [...costs, costs.length * oneTooFew], [0]);
  for (const character of read) {
    const extra = character.score >= sureOf ? surelyTooMany : oneTooMany, row = [(above[0] ?? 0) + extra];
    for (const [j, letter] of wanted.entries()) row.push(Math.min((above[j] ?? 0) + costOf(character, letter), (above[j + 1] ?? 0) + extra, (row[j] ?? 0) + oneTooFew));
    above = row;
  }
  return above.at(-1) ?? 0;
}

function costOf({ text, score, others = [] }: ReadCharacter, wanted: string): number {
  if (text.normalize('NFKC') === wanted) return Math.min(otherLetter, -Math.log(Math.max(score, 0.05)));
  const seen = others.find((other) => other.text.normalize('NFKC') === wanted);
  const [other, alike] = score >= sureOf ? [surelyOther, surelyLookAlike] : [otherLetter, lookAlike];
  return Math.min(other, seen === undefined ? other : -Math.log(Math.max(seen.score, 0.0025)), looksLike(text, wanted) ? alike : other);
}
