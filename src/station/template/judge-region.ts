/** Whether what was read in a region of a foreign sheet is taken or put before a person, in the light of what can stand there. Pure. */
import type { Candidate } from '../../exam/exam.ts';
import type { GlyphGuess } from '../../sheet/read/glyphs/classify.ts';
import type { RegionCode } from '../../sheet/read/region-codes.ts';
import type { TextRegion } from '../../exam/template.ts';
import type { ReadCharacter, TextLanguage } from '../text/engine.ts';
import { languageOfTexts } from '../text/language.ts';
import { judgeText } from '../tasks/ocr-processing/judge-text.ts';
import { looksLike, misreadingCost, oneLetterApart } from '../text/match-text.ts';
import { isRareHan } from '../text/usual-han.ts';
import { type TextReading, textReviewBelow } from '../text/engine.ts';

/** Why a region waits for a person; an error code where the text reader failed. */
type RegionDoubt = 'text-uncertain' | 'beyond-box' | 'code-not-read' | 'several-codes' | 'number-disagrees' | 'name-disagrees' | 'damaged' | 'not-on-picture' | 'task-timeout' | 'text-reader-failed';

export interface RegionReading {
  readonly name: string;
  /** The best guess where it is doubtful. */
  readonly value: string;
  readonly doubt: RegionDoubt | null;
  readonly confidence: number;
  /** What other codes in it say. */
  readonly others?: readonly string[];
}

/** What the rest of the page and the school know. */
export interface Known {
  readonly roster: readonly Candidate[];
  /** Who wrote the page, where that was read without doubt and is on the roster. */
  readonly candidate: Candidate | null;
}

/** A guess at least this likely among what can stand there is taken, as `npm run bench -- text` measures it; */
const taken = 0.99;
/** this likely where it is what the page's own candidate must have; */
const takenWithCandidate = 0.5;
/** and a number or a class, in which a wrong digit is somebody else's, only where the reader itself is fairly sure. */
const leastOfNumbers = 0.8;
const leastOfOptions = 0.5;
/** and where it is one letter away from another guess only where each letter is this sure. */
const sureLetter = 0.9;
/** Something that is none of all this, read as surely as what is: in nats. */
const otherwise = Math.log(1000);
/** A network's certainty about a single character from which none of 194 real ones was wrong. */
const sureCharacter = 0.99;
/** What a code's own check digits leave. */
const codeConfidence = 0.999;

export function judgeCodes(name: string, codes: readonly RegionCode[]): RegionReading {
  const texts = [...new Set(codes.map(({ text }) => text))];
  const [first = '', ...others] = texts;
  if (texts.length === 1) return { name, value: first, doubt: null, confidence: codeConfidence };
  return { name, value: first, ...(texts.length === 0 ? { doubt: 'code-not-read', confidence: 0 } : { doubt: 'several-codes', confidence: 0.5, others }) };
}

/** Characters written into cells; what is `pale` is never taken. */
export function judgeCells(region: TextRegion, cells: readonly (readonly GlyphGuess[] | null)[], known: Known, pale = false): RegionReading {
  if (cells.includes(null)) return { name: region.name, value: '', doubt: 'damaged', confidence: 0 };
  const filled = cells.flatMap((cell) => (cell === null || cell.length === 0 ? [] : [cell]));
  const characters = filled.map(([best, ...others]): ReadCharacter => ({ text: best?.text ?? '', score: best?.probability ?? 0, others: others.map(({ text, probability }) => ({ text, score: probability })) }));
  const weakest = Math.min(1, ...characters.map(({ score }) => score));
  const text = characters.map((character) => character.text).join('');
  // A gap between two digits was hardly meant.
  const last = cells.findLastIndex((cell) => (cell?.length ?? 0) > 0);
  const gap = last + 1 > filled.length && filled.length > 0;
  const judged = judge(region, { text, confidence: gap ? 0.5 : weakest, characters }, known, sureCharacter);
  return pale && text !== '' ? { ...judged, doubt: judged.doubt ?? 'text-uncertain', confidence: Math.min(judged.confidence, 0.5) } : judged;
}

/** A line of text as the text reader read it; `accepted`: what the key takes for an answer there. */
export function judgeLine(region: TextRegion, reading: TextReading, known: Known, accepted: readonly string[] = []): RegionReading {
  const judged = isFree(region, known) ? judgeFree(region, reading, accepted) : judge(region, region.roster === undefined ? reading : withoutLabel(reading), known, textReviewBelow);
  return reading.whole === false ? { ...judged, doubt: judged.doubt ?? 'beyond-box', confidence: Math.min(judged.confidence, 0.5) } : judged;
}

/** Whether anything can stand there. */
function isFree(region: TextRegion, { roster }: Known): boolean {
  return region.digits === undefined && possibleTexts(region, roster) === null;
}

/** A text in the light of the key, as an exam's are; without one numbers, signs and single letters wait for a person: readers lose the point of `1.5 kg` and the colon of `8:30`, and are as sure of it. */
function judgeFree(region: TextRegion, { text, confidence }: TextReading, accepted: readonly string[]): RegionReading {
  const reading = (value: string, sureness: number, isDoubtful: boolean): RegionReading => ({ name: region.name, value, doubt: isDoubtful ? 'text-uncertain' : null, confidence: Math.round(sureness * 10_000) / 10_000 });
  // Who says that they are digits means neither points nor units.
  const isTaken = text === '' || (region.language === 'digits' ? /^\d+$/ : words).test(text);
  if (text === '' || accepted.length === 0) return reading(text, isTaken ? confidence : Math.min(confidence, numberUnseen), confidence < textReviewBelow || !isTaken);
  const judged = judgeText({ no: region.name, type: 'text', points: 1, wrong: 0, void: false, bonus: false, widthMm: 0, heightMm: 0, ignoreCase: true, keys: accepted }, text, confidence);
  return reading(judged.text, judged.confidence, judged.doubt !== null);
}

/** Two letters and more, and nothing but letters and what stands between words. */
const words = /^(?=.*\p{L}.*\p{L})[\p{L}\p{M}\s'’·.,、，。:：-]+$/u;
/** How many of such numbers are right: one of 14 that were taken was not (a tester's 1,368 fields). */
const numberUnseen = 0.93;

/** A name or number that was taken, held against the candidate whom the page's number names by its best guess: where it is another's, one of the two is wrong, and a person should know of both. `column`: the roster's, in which it stands. */
export function heldAgainst(reading: RegionReading, column: TextRegion['roster'], guess: Candidate): RegionReading {
  if ((column !== 'name' && column !== 'number') || reading.doubt !== null || reading.value === '') return reading;
  const theirs = columnOf(guess, column);
  return theirs === '' || theirs === reading.value ? reading : { ...reading, doubt: disagreement[column], confidence: Math.min(reading.confidence, 0.5) };
}

const disagreement = { number: 'number-disagrees', name: 'name-disagrees' } as const;

/** What forms print in front of a name, a number or a class, where the region was drawn around it as well. */
const label = /^(?:考生|学生)?(?:姓名|准考证号|考生号|考号|学号|座号|班级|name|class|student(?:no|id)?|no)[:：.．]?(?=.)/iu;

/** A reading without the form's own word in front of it: nobody is called that. */
function withoutLabel(reading: TextReading): TextReading {
  const inked = reading.characters.filter(({ text }) => text.trim() !== '');
  const printed = label.exec(inked.map(({ text }) => text).join(''))?.[0].length ?? 0;
  if (printed === 0) return reading;
  const characters = inked.slice([...inked.keys()].find((i) => inked.slice(0, i).reduce((sum, { text }) => sum + text.length, 0) >= printed) ?? inked.length);
  return { ...reading, text: characters.map(({ text }) => text).join(''), characters };
}

function judge(region: TextRegion, { text, confidence, characters }: TextReading, known: Known, sure: number): RegionReading {
  const reading = (value: string, sureness: number, doubt: RegionDoubt | null): RegionReading => ({ name: region.name, value, doubt, confidence: Math.round(sureness * 10_000) / 10_000 });
  if (text === '') return reading('', confidence, confidence >= sure ? null : 'text-uncertain');
  const possible = possibleTexts(region, known.roster);
  if (possible === null) {
    const fits = region.digits === undefined || new RegExp(`^\\d{${region.digits}}$`).test(text);
    return reading(text, fits ? confidence : Math.min(confidence, 0.5), fits && confidence >= sure ? null : 'text-uncertain');
  }
  const [best] = likeliest(characters, possible);
  if (best === undefined) return reading(text, 0, 'text-uncertain');
  // Nothing in the roster says nothing.
  const own = known.candidate === null || region.roster === undefined ? null : columnOf(known.candidate, region.roster) || null;
  if (own !== null && best.text !== own && best.probability >= takenWithCandidate) return reading(best.text, 0.5, region.roster === 'number' || region.roster === 'name' ? disagreement[region.roster] : 'text-uncertain');
  if (own !== null && best.text === own && best.probability >= takenWithCandidate) return reading(own, Math.max(taken, best.probability), null);
  const least = region.roster === 'name' ? 0 : region.roster === undefined ? leastOfOptions : leastOfNumbers;
  // What nothing on the list resembles stands as it was read.
  if (best.probability < 0.05) return reading(text, best.probability, 'text-uncertain');
  // Where one letter makes somebody else of it, the letters themselves must be sure: a name that the readers do not know well they read as the one they do.
  const weakest = characters.reduce((min, { score }) => Math.min(min, score), 1);
  const sureOfEach = !possible.some((other) => oneLetterApart(best.text, other) !== null) || (confidence >= leastOfNumbers && weakest >= sureLetter);
  // And whoever alone has that family name on the roster is not meant by two letters that nobody can read.
  const asRead = [...best.text].filter((letter) => text.toLowerCase().includes(letter.toLowerCase())).length * 2 > [...best.text].length;
  // Of two that differ in look-alikes only, or in a character that readers hardly know, they read the one that they do know, however sure they are.
  const hasTwin = region.roster === 'name' && possible.some((other) => areTwins(best.text, other));
  const isSure = confidence >= least && sureOfEach && asRead && !hasTwin;
  return reading(best.text, Math.min(best.probability, isSure ? 1 : confidence), best.probability >= taken && isSure ? null : 'text-uncertain');
}

/** Whether two names differ in one character at one place, and that by little, or in one that is not among the usual ones. */
function areTwins(one: string, other: string): boolean {
  const [letter, instead] = oneLetterApart(one, other) ?? [];
  return letter !== undefined && instead !== undefined && (looksLike(letter, instead) || isRareHan(letter) || isRareHan(instead));
}

/** What can stand in a text; null: anything. */
function possibleTexts({ options, roster: column }: TextRegion, roster: readonly Candidate[]): readonly string[] | null {
  if (options !== undefined) return options;
  if (column === undefined || roster.length === 0) return null;
  return [...new Set(roster.map((candidate) => columnOf(candidate, column)))].filter((text) => text !== '');
}

function columnOf(candidate: Candidate, column: NonNullable<TextRegion['roster']>): string {
  return column === 'number' ? candidate.candidateNo : candidate[column];
}

/** Each text with its probability, likeliest first; something else takes part with a thousandth of what it would have if it were on the list. */
function likeliest(read: readonly ReadCharacter[], possible: readonly string[]): { readonly text: string; readonly probability: number }[] {
  // Small letters and capitals are the same where no two differ in nothing else.
  const small = new Set(possible.map((text) => text.toLowerCase())).size === possible.length;
  const characters = small ? read.map((character) => ({ ...character, text: character.text.toLowerCase(), others: (character.others ?? []).map((other) => ({ ...other, text: other.text.toLowerCase() })) })) : read;
  const costs = possible.map((text) => ({ text, cost: misreadingCost(characters, small ? text.toLowerCase() : text) }));
  const other = misreadingCost(characters, characters.map(({ text }) => text).join('')) + otherwise;
  const least = costs.reduce((min, { cost }) => Math.min(min, cost), other);
  const total = costs.reduce((sum, { cost }) => sum + Math.exp(least - cost), Math.exp(least - other));
  return costs.map(({ text, cost }) => ({ text, probability: Math.exp(least - cost) / total })).toSorted((a, b) => b.probability - a.probability);
}

/** The characters to expect, by what can stand there. */
export function languageOf(region: TextRegion, roster: readonly Candidate[]): TextLanguage {
  const { language, options, digits } = region;
  if (language !== undefined) return language;
  if (digits !== undefined) return 'digits';
  const possible = options ?? possibleTexts(region, roster);
  return possible === null ? 'mixed' : languageOfTexts(possible);
}
