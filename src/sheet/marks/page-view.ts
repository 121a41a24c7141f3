/** What the page as a whole says of fields that were read one by one (decision 0144). Pure. */
import { numbersOf } from '../pixels/numbers.ts';
import type { Doubt } from '../read/reading.ts';
import { confidenceOf, type UnsureBy } from './confidence.ts';
import { type MarkReading, type PageMarks, runsOn } from './decide.ts';
import type { InkGroups } from './groups.ts';
import type { BubbleInk } from './ink.ts';

/** The readings of a template's fields, in their order, with what only the others tell: two marks of which one runs on a little where hardly another field has two, blanks where what an empty bubble looks like may have been learned of marks, and blanks with more ink than empty bubbles elsewhere (where there are several of these, also marks beside such ink), wait for a person; all of them where most do. */
export function seenTogether<R extends MarkReading>(readings: readonly R[], groups: InkGroups, inks: readonly BubbleInk[], page: PageMarks): R[] {
  const doubles = doublesOf(readings), unlike = blanksBesideUnlike(readings, groups, inks), isBlank = (k: number): boolean => readings[k]!.chosen.length === 0;
  const inkedBy = (bounds: OddBounds): ReadonlySet<number> => inkedFields(readings, groups, inks, page, bounds), odd = inkedBy(oddOnes), isOften = [...odd].filter(isBlank).length >= someOdd;
  // Who makes dots makes others that stand out less, and some beside a clear mark.
  const inked = isOften ? inkedBy(lessOdd) : odd;
  if (areInDoubt(readings, mostlyDoubted)) return readings.map((reading) => doubted(reading, 'unclear', 'damaged'));
  const seen = readings.map((reading, k) => {
    if (reading.chosen.length > 1 && (doubles === 'struck' || (doubles === 'odd' && groups.fields[k]!.members.some((i) => isRunOn(inks[i]!, page))))) return doubted(reading, 'crossed-out', 'struck');
    if (inked.has(k) && isBlank(k)) return doubted(reading, 'faint', 'pale');
    if (inked.has(k) && isOften) return doubted(reading, 'conflict', 'pen');
    // What a letter has that stands once hides a stroke, and so does what was learned of many of them.
    if (isOften && isBlank(k) && groups.fields[k]!.members.some((i) => isHidden(inks[i]!) || isStroke(inks[i]!, page))) return doubted(reading, 'faint', 'pale');
    return unlike.has(k) && reading.chosen.length === 0 ? doubted(reading, 'unclear', 'pale') : reading;
  });
  const isEmpty = readings.filter(({ chosen }) => chosen.length > 0).length < hardlyMarked.marked * readings.length;
  return isEmpty && areInDoubt(seen, hardlyMarked.doubted) ? seen.map((reading) => doubted(reading, 'unclear', 'pale')) : seen;
}

function areInDoubt(readings: readonly MarkReading[], share: number): boolean {
  return readings.length >= fewFields && readings.filter(({ doubt }) => doubt !== null).length >= share * readings.length;
}

/** Share of its fields in doubt from which nothing on a page can be trusted (a negative, a page behind a shadow), and fields that are enough to say so. */
const mostlyDoubted = 0.75, fewFields = 12;

/** Shares of its fields with a mark up to which next to nothing is seen on a page, and in doubt from which that is no blank one: everything may be ticked alike, so that empty bubbles were learned of marks. */
const hardlyMarked = { marked: 0.1, doubted: 0.3 };

/** The same reading, in doubt if it was not. */
export function doubted<R extends MarkReading>(reading: R, cause: Doubt, by: UnsureBy): R {
  return reading.doubt === null ? { ...reading, doubt: cause, unsureBy: by, confidence: Math.round(confidenceOf(reading.margin, by) * 10_000) / 10_000 } : reading;
}

/** Share of a page's marked fields up to which two marks are an exception, of its double ones from which those that are struck through are the rule, and how many, and for each of the others, from which those are struck as well. */
const odd = { share: 0.1, struck: 0.5, surely: { struck: 4, each: 2 } };

/** Ink around one of two such marks that a thin line leaves, beyond so many times what this hand leaves there: of 34 marks that were struck through and passed, 22 have more, of 34 pairs that were meant one. */
const thinLine = { ink: 0.0025, times: 1.5 };

function isRunOn(ink: BubbleInk, page: PageMarks): boolean {
  return ink.fill > page.fill / 2 && runsOn(ink, page, thinLine.times, thinLine.ink);
}

/** Whether two marks in a field are hardly meant (`odd`): few fields have them, or most of those have one that is struck through. A line as thin as the hand's own strokes is not always seen: where many more are struck than are not, the others are held to be struck as well (`struck`). */
function doublesOf(readings: readonly MarkReading[]): 'struck' | 'odd' | 'meant' {
  const marked = readings.filter(({ chosen }) => chosen.length > 0).length, doubles = readings.filter(({ chosen }) => chosen.length > 1), double = doubles.length, struck = readings.filter(({ doubt }) => doubt === 'crossed-out').length;
  if (struck >= odd.surely.struck && struck >= odd.surely.each * doubles.filter(({ doubt }) => doubt === null).length) return 'struck';
  return double <= Math.max(1, odd.share * marked) || struck >= odd.struck * (double + struck) ? 'odd' : 'meant';
}

/** Share of the fields with such a bubble that must be blank: as many are marked where marks were learned for print. Columns of more values are numbers and names, which nobody fills in alike. */
const mostlyBlank = 0.6, mostValues = 8, mostAlike = 12;

type Value = InkGroups['values'][number];

/** Fields with bubbles of which the palest are unlike one another, or darker than few letters are, where most of them would be blank. */
function blanksBesideUnlike(readings: readonly MarkReading[], { fields, values }: InkGroups, inks: readonly BubbleInk[]): ReadonlySet<number> {
  // All bubbles of a value are one or the other.
  const lookOf = ({ members: [first] }: Value): BubbleInk | null => (first === undefined ? null : inks[first]!), isDark = (one: Value): boolean => lookOf(one)?.isDark === true, isUnlike = (one: Value): boolean => lookOf(one)?.isUnlike === true;
  const unlike = values.filter((one) => isDark(one) || isUnlike(one));
  if (unlike.length === 0) return new Set();
  const fieldOf = new Map(fields.flatMap(({ members }, k) => members.map((i) => [i, k] as const))), fieldsOf = ({ members }: Value): number[] => members.map((i) => fieldOf.get(i)!);
  const blankOf = (own: readonly number[]): number[] => own.filter((k) => readings[k]!.chosen.length === 0 && fields[k]!.members.length <= mostValues), areBlank = (own: readonly number[]): boolean => blankOf(own).length >= mostlyBlank * own.length;
  // Where a block that was answered has the letter as dark, it is printed so; and nobody answers a long column alike.
  const isPrinted = (one: Value): boolean => one.members.length > mostAlike || values.some((other) => other !== one && other.kind === one.kind && isDark(other) && !areBlank(fieldsOf(other)));
  return new Set(unlike.flatMap((one) => {
    const own = fieldsOf(one);
    return areBlank(own) && (isUnlike(one) || !isPrinted(one)) ? blankOf(own) : [];
  }));
}

/** Share of the unmarked bubbles of one value that have no more than it usually has, and how many are enough to know; how many times more than that, and than the emptiest of its own row, an odd one has, and what fill at least, where it is as black as so much of this hand's marks, and else, as a smudge may be paler; how many times more still where its block has fewer bubbles with its value than are enough, for those of other blocks may be printed otherwise; the share of its row that is not odd, or all of it is printed otherwise; and values of a field at most, for above and below longer columns there are other people's lines. Dots of 0.8 mm have 4 times as much and more, two ticks in a row 30 times. */
const oddOnes = { share: 0.75, known: 5, times: 4.5, emptiest: 5, least: 0.012, black: 0.45, paler: 0.016, elsewhere: 2, even: 1 / 3, values: 10 };
/** Such fields on a page from which its others are held against less. */
const someOdd = 4, lessOdd = { share: 0.5, times: 2.2, emptiest: 2.5 };

/** Share of a usual mark, as black as odd ones, that is a stroke on a page with several dots and strokes, whatever others with its value have. */
const stroke = 0.08;

/** Ink of a letter that stands once, from which a stroke may be in it. */
const inLetter = 0.02;

function isHidden({ otherPrint, fill }: BubbleInk): boolean {
  return otherPrint > 0 && fill > inLetter;
}

function isStroke(ink: BubbleInk, page: PageMarks): boolean {
  return ink.fill > stroke * page.fill && ink.fill > oddOnes.black * page.black * ink.cover;
}

/** Spread of what is beside a mark along its longer axis, from which it is a line: pin-point dots, which the pen leaves beside an answer, have 0.8 at most, slashes and ticks 1 and more. */
const line = 0.85;

type OddBounds = Pick<typeof oddOnes, 'share' | 'times' | 'emptiest'>;

/** Fields of which an unmarked bubble has much more than empty ones with its value have all over the page: a dot, a short stroke, or several thin marks, of which each hides that the others stand out of their row. */
function inkedFields(readings: readonly MarkReading[], { fields, kinds, values }: InkGroups, inks: readonly BubbleInk[], page: PageMarks, { share, times, emptiest: overEmptiest }: OddBounds): ReadonlySet<number> {
  // On a page without a mark nothing says how black one would be; that it may be blank is told of the whole page.
  if (page.black === 0) return new Set();
  const marks = new Set(readings.flatMap(({ chosen, fills }, k) => (chosen.length === 0 ? [] : fields[k]!.members.filter((_, j) => chosen.includes(fills[j]?.value ?? '')))));
  const least = new Float64Array(inks.length).fill(Infinity);
  for (const members of kinds) {
    const fills = numbersOf(members.filter((i) => !marks.has(i)), (i) => inks[i]!.fill).sort(), usual = fills[Math.floor(share * fills.length)] ?? 0;
    if (fills.length >= oddOnes.known) for (const i of members) least[i] = Math.max(oddOnes.least, times * usual);
  }
  for (const { members } of values) if (members.length < oddOnes.known) for (const i of members) least[i]! *= oddOnes.elsewhere;
  return new Set(fields.flatMap(({ members }, k) => {
    const free = members.filter((i) => !marks.has(i));
    if (members.length < 2 || members.length > oddOnes.values || free.length === 0) return [];
    const inked = free.filter((i) => inks[i]!.fill > least[i]!), emptiest = free.reduce((min, i) => Math.min(min, inks[i]!.fill), Infinity);
    if (free.length - inked.length < Math.round(oddOnes.even * free.length)) return [];
    const isOdd = ({ fill, cover, length }: BubbleInk): boolean => fill > Math.max(overEmptiest * emptiest, Math.min(oddOnes.paler, oddOnes.black * page.black * cover)) && (free.length === members.length || length > line);
    return inked.some((i) => isOdd(inks[i]!)) ? [k] : [];
  }));
}
