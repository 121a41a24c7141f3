/** One pupil fills one sheet: the strokes on each page, and the truth about them. */
import type { Candidate, Exam } from '../exam/exam.ts';
import type { Layout, LayoutBubble } from '../sheet/layout.ts';
import { intend, type Intent } from './answers.ts';
import { scribble } from './handwriting.ts';
import type { Stroke } from './ink.ts';
import { strokesOf, type Box } from './marks.ts';
import { drawPupil, type Pupil, type Rates } from './pupil.ts';
import type { Random } from './random.ts';
import type { MarkKind, TruthItem } from './truth.ts';

export interface FilledPage {
  readonly page: number;
  readonly strokes: readonly Stroke[];
  readonly items: readonly TruthItem[];
  readonly letters: readonly Letters[];
}

/** Text to be lettered into a box: from its left, or one character to each of the box's cells. */
export interface Letters {
  readonly field: string;
  readonly text: string;
  readonly box: Box;
  readonly cells: number | null;
}

export interface FilledSheet { readonly pupil: Pupil; readonly pages: readonly FilledPage[] }

/** One pupil's sheet; `examSeed` makes some questions hard for all. */
export function fillSheet(exam: Exam, layout: Layout, candidate: Candidate, rate: Rates, examSeed: number, random: Random): FilledSheet {
  const pupil = drawPupil(random, rate);
  const { items, texts, written } = intend(exam, pupil.skill, examSeed, random, rate.double);
  const intents = new Map(items.map((item) => [item.field, item]));
  const digits = layout.personal ? [] : candidateDigits(candidate.candidateNo, exam.candidateNumber.digits, rate.candidateFault, random);
  for (const digit of digits) intents.set(digit.field, digit);

  const pages = layout.pages.map((page): FilledPage => {
    const strokes: Stroke[] = [];
    const truth: TruthItem[] = [];
    const letters: Letters[] = [];
    for (const [field, bubbles] of Map.groupBy(page.bubbles, (bubble) => bubble.field)) {
      const intent = intents.get(field);
      if (!intent) continue;
      const marks = markItem(intent, pupil, rate, random);
      for (const { value, kind } of marks) {
        const bubble = bubbles.find((one) => one.value === value);
        if (bubble) strokes.push(...strokesOf(kind, bubble, pupil, random));
      }
      truth.push({ field, chosen: inOrder(bubbles, intent.chosen), how: marks });
    }
    for (const region of page.regions) {
      if (region.kind === 'header') {
        // A personal sheet has all this printed on it.
        if (layout.personal) continue;
        const known = { candidate: candidate.candidateNo, name: candidate.name, class: candidate.class }[region.field] ?? '';
        if (known === '') strokes.push(...writeHeader(region, pupil, random));
        else letters.push({ field: region.field, text: known, box: region, cells: region.field === 'candidate' ? exam.candidateNumber.digits : null });
      }
      else if (region.kind === 'open' && written.has(region.field)) strokes.push(...scribble(belowNumber(region), random.integer(2, Math.max(2, Math.floor(region.h / 8))), random.between(3.2, 4.6), pupil, random));
      else if (region.kind === 'text') {
        const text = texts[region.field];
        if (text !== undefined) letters.push({ field: region.field, text, box: region, cells: null });
      }
    }
    return { page: page.page, strokes, items: truth, letters };
  });
  return { pupil, pages };
}

/** The question's number is printed in the first line of its box. */
function belowNumber(box: Box): Box {
  return { ...box, y: box.y + 5, h: box.h - 5 };
}

function writeHeader(box: Box & { readonly field: string }, pupil: Pupil, random: Random): Stroke[] {
  const size = Math.min(4.5, box.h * 0.65);
  const characters = box.field === 'name' ? random.integer(2, 3) : 4;
  return scribble({ ...box, w: Math.min(box.w, (characters + 2) * size * 1.3) }, 1, size, pupil, random);
}

function inOrder(bubbles: readonly LayoutBubble[], chosen: readonly string[]): string[] {
  return bubbles.filter((bubble) => chosen.includes(bubble.value)).map((bubble) => bubble.value);
}

/** Digits as the pupil marks them; at a fault a column is left out, has two marks, or a wrong one. */
function candidateDigits(candidateNo: string, count: number, faultRate: number, random: Random): Intent[] {
  const values = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
  const fault = random.weighted({ none: 1 - faultRate, missing: faultRate * 0.35, double: faultRate * 0.2, wrong: faultRate * 0.45 }, 'none');
  const faultAt = random.integer(0, count - 1);
  const other = String(random.integer(0, 9));
  const digits = [...candidateNo];
  return Array.from({ length: count }, (_, i): Intent => {
    const digit = digits[i];
    let chosen = digit === undefined ? [] : [digit];
    if (i === faultAt) {
      if (fault === 'missing') chosen = [];
      else if (fault === 'wrong') chosen = [other];
      else if (fault === 'double' && !chosen.includes(other)) chosen = [...chosen, other].toSorted();
    }
    return { field: `candidate:${i}`, values, chosen };
  });
}

/** Which marks the pupil leaves for one item, slips and second thoughts included. */
function markItem(intent: Intent, pupil: Pupil, rate: Rates, random: Random): { value: string; kind: MarkKind }[] {
  const marks = intent.chosen.map((value): { value: string; kind: MarkKind } => {
    if (pupil.habit !== 'filled' && pupil.habit !== 'red-pen' && pupil.habit !== 'blue-pen') return { value, kind: pupil.habit };
    const turn = random.next();
    if (turn < rate.half) return { value, kind: 'half' };
    if (turn < rate.half + rate.overflow) return { value, kind: 'overflow' };
    return { value, kind: pupil.habit };
  });
  const others = intent.values.filter((value) => !intent.chosen.includes(value));
  const other = others[random.integer(0, Math.max(0, others.length - 1))];
  if (other === undefined) return marks;
  const turn = random.next();
  const changed = intent.chosen.length === 0 ? rate.erasedBlank * 10 : rate.erasedAnswer;
  if (pupil.erasable && turn < changed) marks.push({ value: other, kind: 'erased' });
  else if (!pupil.erasable && intent.chosen.length > 0 && turn < rate.crossedOut * 4) marks.push({ value: other, kind: 'crossed-out' });
  else if (random.chance(rate.stray)) marks.push({ value: other, kind: random.chance(0.6) ? 'dot' : 'line' });
  return marks;
}
