/** Whether what an empty bubble looks like was learned of bubbles that are marked: theirs differ as print does not, or have more than a letter (decisions 0151 and 0176). Pure. */
import type { InkMask } from '../pixels/ink.ts';
import { mostOfSeveral } from './letter.ts';

/** What an empty bubble of a value looks like, and the bubbles of which that was learned; none where others told it. */
export interface Learned { readonly block: number; readonly value: string; readonly members: readonly number[]; readonly empty: Float32Array }

/** Bubbles of values whose palest ones have more than few letters have beside their block's others, or (`surely`) more than a letter may: who answers five questions alike with ticks puts all of them in one column. */
export function darkOnes(all: readonly Learned[], masks: ReadonlyMap<number, Pick<InkMask, 'inside'>>): { readonly members: readonly number[]; readonly surely: boolean }[] {
  return [...Map.groupBy(all, ({ block }) => block)].flatMap(([block, own]) => {
    const { inside } = masks.get(block)!, others = own.length - 1;
    if (others === 0) return [];
    const sums = Float64Array.from(inside, (k) => own.reduce((sum, { empty }) => sum + empty[k]!, 0));
    return own.flatMap(({ value, members, empty }) => {
      if (members.length === 0) return [];
      let ink = 0, room = 0, print = 0;
      for (const [j, k] of inside.entries()) {
        const usual = (sums[j]! - empty[k]!) / others;
        ink += Math.max(0, empty[k]! - usual); room += 1 - usual; print += usual;
      }
      const more = ink / room, most = mostOfSeveral(value) * print / inside.length;
      return more > Math.max(dark.least, dark.share * most) ? [{ members, surely: more > most }] : [];
    });
  });
}

/** Ink that no unprinted bubbles have beyond others; and share of what a letter may have that few have: of 3,000 one of 40, and where all are ticked 19 of 20. */
const dark = { least: 0.055, share: 0.56 };

/** How much the palest bubbles of a value differ from one another (null where others tell what an empty one looks like), and how dark they are. */
export interface Spread { readonly block: number; readonly kind: number; readonly members: readonly number[]; readonly spread: number | null; readonly level: number }

/** Of one value's palest bubbles: how many times as dark as those of its block's other values, and whether they differ as marks do. */
interface Compared { readonly kind: number; readonly members: readonly number[]; readonly darker: number; readonly differ: boolean }

/** Bubbles of values whose palest ones differ more than those of most other values of their block: drawn ink is nowhere the same, and print is. Where there are few, they must be darker as well; what is no darker than in other blocks, where they do not differ, is print that lies a little uneven. */
export function unlikeOnes(all: readonly Spread[]): (readonly number[])[] {
  const compared = [...Map.groupBy(all, ({ block }) => block).values()].flatMap((own) => own.map(({ kind, members, spread, level }, k): Compared => {
    const others = own.toSpliced(k, 1), usual = lowMiddle(others.flatMap((other) => other.spread ?? [])), darker = level / lowMiddle(others.map((other) => other.level));
    return { kind, members, darker, differ: spread !== null && (members.length >= unlike.many || darker > unlike.darker) && spread > unlike.times * usual && spread - usual > unlike.more };
  }));
  return compared.flatMap((one) => (one.differ && !isAsElsewhere(one, compared) ? [one.members] : []));
}

/** Whether a value's palest bubbles are as dark as in most other blocks (in both, where there are two), beside their other values, which are enough to know. */
function isAsElsewhere({ kind, members, darker }: Compared, all: readonly Compared[]): boolean {
  const same = all.filter((other) => other.kind === kind && other.members !== members), steady = same.filter(({ differ }) => !differ);
  return members.length >= unlike.many && same.length >= unlike.blocks && steady.length >= (same.length > unlike.blocks ? same.length / 2 : same.length) && darker <= unlike.elsewhere * lowMiddle(steady.map((other) => other.darker));
}

function lowMiddle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? Infinity;
}

/** How many times, and by what darkness, marked ones differ more than empty ones; bubbles of a value that are enough for that, and how much darker fewer must be; other blocks that tell, and how many times as dark as there empty ones are at most: of bubbles with letters 1.07, and ticked ones 1.3. */
const unlike = { times: 1.9, more: 0.008, many: 8, darker: 1.2, blocks: 2, elsewhere: 1.1 };
