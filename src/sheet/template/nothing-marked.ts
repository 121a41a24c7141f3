/**
 * A page on which next to nothing is marked: one thing to look at (decision 0151). With no mark to tell how this hand's are, what bold letters leave of ink is learned as marks instead, and then every blank is in doubt
 * and numbers are read from nothing: such a page is told by the ink itself. Pure.
 */
import { confidenceOf } from '../marks/confidence.ts';
import type { MarkReading } from '../marks/decide.ts';
import type { InkGroups } from '../marks/groups.ts';
import type { BubbleInk } from '../marks/ink.ts';
import { median } from '../read/median.ts';
import type { TemplateField } from './expand.ts';

/** Values of a field that is no digit of a number, at most; and questions that are enough to say so. */
const question = { values: 8, fields: 8 };

/** Share of a page's questions that is next to none of them: a page of 26 that lost 24 had one left. */
export const hardlyMarked = 0.05;

/** What a bubble has at most that is not marked: fill beyond its field's others and beyond others of its value, which marks on open samples have by 0.19 and more; all of its fill; and what half of it has, in pale pencil 0.13 and more. In columns of more values than a question's, bold letters of a blank sheet at many sizes, blurred and as JPEG, have up to 0.131 and 0.115; questions' 0.08 and 0.04. */
const unmarked = { question: { beyond: 0.11, half: 0.08 }, column: { beyond: 0.135, half: 0.12 }, fill: 0.22 };
/** Share of the questions that may look marked, and of those bounds: where bubbles have next to no ink, what letters leave is learned for a fifth of them sooner. */
const bareBy = [{ marked: hardlyMarked, share: 1 }, { marked: 0.2, share: 0.5 }];
/** Ink on the paper in or about one of a field's bubbles, and how many times more than about the next one: thin ticks in pale pencil have 0.007 and 13 times. Share of the fields in which that may be dirt. */
const traced = { least: 0.006, beyond: 4, share: 0.15 };
/** Share of the questions with a bubble of a value whose palest ones are unlike one another: of a printed sheet whose letters are thicker in one block 0.2, where everybody of a page is true in thin strokes all. */
const mostUnlike = 0.4;
/** Log odds of a blank on such a page. */
const surelyBlank = 4.2;

/** What was read of a field. */
interface Read { readonly chosen: readonly string[]; readonly doubt: string | null }
type FieldOfPage = Pick<TemplateField, 'joined' | 'bubbles'>;

/** `unmarked`: next to nothing is marked: it is blank, or its marks were lost, and only a person can tell. `untrusted`: every field is in doubt: a shadow or damage lies over all of it, its marks are too pale, or the template's boxes have too much print in them. */
export type WholePage = 'unmarked' | 'untrusted';

/** What of a page's fields is one thing to look at; null where they are looked at one by one. */
export function wholePage(fields: readonly FieldOfPage[], readings: readonly Read[]): WholePage | null {
  if (isUnmarked(fields, readings)) return 'unmarked';
  return readings.length >= fewFields && readings.every(({ doubt }) => doubt !== null) ? 'untrusted' : null;
}

/** Fields that are quicker looked at one by one. */
const fewFields = 12;

/** Whether of all questions hardly one is marked, and most are not in doubt anyway. Thin strokes of one value all down a page may be learned as its print (decision 0151). */
function isUnmarked(fields: readonly FieldOfPage[], readings: readonly Read[]): boolean {
  return areHardlyMarked(fields, readings) && questionsOf(fields, readings).filter(({ doubt }) => doubt !== null).length < questionsOf(fields, readings).length / 2;
}

function areHardlyMarked(fields: readonly FieldOfPage[], readings: readonly Read[], most = hardlyMarked): boolean {
  const questions = questionsOf(fields, readings);
  return questions.length >= question.fields && questions.filter(({ chosen }) => chosen.length > 0).length <= most * questions.length;
}

function questionsOf<R>(fields: readonly FieldOfPage[], readings: readonly R[]): R[] {
  return readings.filter((_, k) => !fields[k]!.joined && fields[k]!.bubbles.length >= 2 && fields[k]!.bubbles.length <= question.values);
}

/** Whether a page with such readings has no mark anywhere, also in no number. A bubble that is alone in its field has nothing beside it that could tell. */
export function isBare(fields: readonly FieldOfPage[], readings: readonly Read[], groups: InkGroups, inks: readonly BubbleInk[]): boolean {
  if (fields.some(({ bubbles }) => bubbles.length < 2) || !bareBy.some(({ marked, share }) => areHardlyMarked(fields, readings, marked) && !standsOut(fields, groups, inks, share))) return false;
  const unlike = new Set(groups.values.flatMap(({ members }) => (inks[members[0] ?? 0]?.isUnlike ? members : []))), questions = questionsOf(fields, fields);
  if (questions.filter(({ bubbles }) => bubbles.some((i) => unlike.has(i))).length > mostUnlike * questions.length) return false;
  return fields.filter((field) => isTraced(field, inks)).length <= traced.share * fields.length;
}

/** What is read of such a page: fields are blank and not in doubt in which no ink lies on the paper between what is printed; what a cover, a shadow or damage makes doubtful stays so. */
export function withoutMarks<R extends MarkReading & { readonly field: FieldOfPage }>(readings: readonly R[], inks: readonly BubbleInk[]): R[] {
  return readings.map((reading) => {
    if (isTraced(reading.field, inks) || reading.unsureBy === 'damaged' || (reading.chosen.length === 0 && reading.doubt === null)) return reading;
    const margin = Math.max(surelyBlank, reading.margin);
    return { ...reading, chosen: [], doubt: null, unsureBy: null, margin, confidence: Math.round(confidenceOf(margin, null) * 10_000) / 10_000 };
  });
}

function isTraced({ bubbles }: FieldOfPage, inks: readonly BubbleInk[]): boolean {
  const [most = 0, next = 0] = bubbles.map((i) => inks[i]!.trace()).sort((a, b) => b - a);
  return most > traced.least && most > traced.beyond * next;
}

/** Whether any bubble has more than print leaves, or than a share of that. */
function standsOut(fields: readonly FieldOfPage[], { kinds }: InkGroups, inks: readonly BubbleInk[], share: number): boolean {
  const usual = new Map(kinds.flatMap((members) => { const fill = median(members.map((i) => inks[i]!.fill)); return members.map((i) => [i, fill] as const); }));
  return fields.some(({ bubbles }) => {
    const own = median(bubbles.map((i) => inks[i]!.fill)), most = bubbles.length > question.values ? unmarked.column : unmarked.question;
    return bubbles.some((i) => { const { fill, half } = inks[i]!; return fill > share * unmarked.fill || half > share * most.half || fill - Math.max(own, usual.get(i) ?? 0) > share * most.beyond; });
  });
}
