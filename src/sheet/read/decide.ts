import { confidenceOf } from './confidence.ts';
import { overshoots, type Ink, type PageInk } from './ink.ts';
import type { Doubt, ItemReading } from './reading.ts';

/** A bubble with its value and what is in it; `fit` says how well the printed outlines were found around it (0 to 1). */
export interface InkedBubble { readonly value: string; readonly ink: Ink; readonly fit: number }

/** What one bubble says: log odds that the candidate means it as a mark, and what speaks against it most. */
interface Verdict { readonly value: string; readonly ink: Ink; readonly odds: number; readonly weakest: 'ink' | 'amount' | 'shape' }

/** Printed outlines found less clearly than this share of the page's usual: the bubbles may be elsewhere. */
const LEAST_FIT = 0.45;
/** Blackness of a writer's marks, as a share of the printed black, below which ink and eraser are close: 0.5 to 0.9 is usual. */
const PALE_INK = 0.35;
/** Share of the millimetre around a mark, on opposite sides, above which a line may go through it: 0.18 at most beside the marks of 998 in 1,000 items with several, 0.47 where a thin strike was blurred. */
const BOTH_SIDES = 0.15;
/** Least blackness of one mark beside another by the same hand, as a share: 0.8 to 1 in 99 of 100 items with several marks, 0.66 for an erased mark beside a thin tick. */
const SAME_PEN = 0.75;
/** The same where the paler mark has so many times the ink of the blackest: 0.8 and 1.4 are passed together by 1 in 1,000 such items, 0.79 and 2 for an erased mark beside a tick. */
const SAME_PEN_MORE_INK = 0.9;
const MUCH_MORE = 1.4;
/** The same for the amount of ink, on 1-bit scans. */
const SAME_AMOUNT = 0.8;
/** Share of this writer's usual ink below which a mark on a 1-bit scan may be an eraser's shadow, blackened: 0.43 for one, under 0.5 in 2 of 1,000 marks. */
const HALF_A_MARK = 0.5;
/** Noise of single points in empty bubbles above which a hard threshold lay so near the paper that an eraser's shadow may be as black and full as a mark: specks are the paper's own. */
const SPECKLED = 0.075;
/** Items less sure than this wait for a person. */
export const SURE = 0.985;
/** What a hard threshold left of a faint mark may be next to nothing. */
const SURE_OF_BLANK = 0.99;

/** Reads one item: which of its bubbles are marks, and how sure that is. `column` is a digit column, where only one mark makes sense. */
export function decideItem(field: string, bubbles: readonly InkedBubble[], page: PageInk, column: boolean): ItemReading {
  const { chosen, doubt, confidence } = decide(bubbles, page, column);
  return {
    field, chosen: chosen.map((v) => v.value), kind: chosen.length === 0 ? 'blank' : chosen.length === 1 ? 'marked' : 'multiple',
    doubt, confidence: Math.round(confidence * 10000) / 10000, fills: bubbles.map((b) => ({ value: b.value, fill: fillOf(b.ink, page) })),
  };
}

interface Decision { readonly chosen: readonly Verdict[]; readonly doubt: Doubt | null; readonly confidence: number }

function decide(bubbles: readonly InkedBubble[], page: PageInk, column: boolean): Decision {
  const verdicts = bubbles.map((b) => judge(b, page, 0));
  const clear = verdicts.some((v) => v.odds > 3);
  // A pale or small trace beside a clear mark is what an eraser or a slip of the pen left: it needs more to count.
  const fullest = bubbles.reduce((a, b) => (b.ink.mean > a.ink.mean ? b : a)).ink;
  const settled = clear ? bubbles.map((b, i) => besideClear(verdicts[i] ?? judge(b, page, 0), b, page, fullest)) : verdicts;
  const marks = settled.filter((v) => v.odds > 0);
  const { margin, cause } = leastCertain(settled, clear);
  const confidence = confidenceOf(margin);
  let decision: Decision = { chosen: marks, confidence, doubt: confidence < (marks.length === 0 ? SURE_OF_BLANK : SURE) ? cause : null };
  const struck = struckThrough(marks, page);
  if (struck) decision = doubted(decision, 'crossed-out', 0.8, marks.length > 1 ? marks.filter((v) => v !== struck) : marks);
  else if (column && marks.length > 1) decision = doubted(decision, 'conflict', 0.5, [marks.reduce((best, v) => (v.odds > best.odds ? v : best))]);
  else if (marks.length > 1 && (decision.doubt !== null || !allMeant(marks, page))) decision = doubted(decision, 'conflict', 0.7);
  if (decision.doubt === null && marks.some((v) => page.twoLevel && v.ink.mean < HALF_A_MARK * page.markMean)) decision = doubted(decision, 'erased', 0.7);
  if (decision.doubt === null && ringed(settled, marks)) decision = doubted(decision, 'partial', 0.6);
  if (decision.doubt === null && page.lossy) decision = doubted(decision, 'faint', 0.7);
  if (bubbles.some((b) => b.ink.cut > 0.2 || b.fit < LEAST_FIT)) decision = doubted(decision, 'damaged', 0.5);
  return decision;
}

/** The decision with a doubt on it that leaves it no surer than `atMost`; `chosen` where the doubt makes another guess the best. */
function doubted(decision: Decision, doubt: Doubt, atMost: number, chosen = decision.chosen): Decision {
  return { chosen, doubt, confidence: Math.min(decision.confidence, atMost) };
}

/**
 * A mark is as dark as this writer's ink, there is enough of it, and it is broader than a line or a dot: the weakest of the three decides.
 * `strict` raises what is asked of the ink.
 */
function judge({ value, ink }: InkedBubble, page: PageInk, strict: number): Verdict {
  const relative = Math.max(0, ink.mean) / page.markMean;
  const noise = 3 * page.emptySpread / page.markMean;
  // Who marks with single strokes means them; a streak of the scanner does not count as a habit, since it leaves the bubbles on both sides.
  const habit = page.marksSeen >= 6 && page.markBreadth < 0.3 && page.markStruck < 0.1 ? Math.max(0.25, page.markBreadth / 0.6) : 1;
  const odds = {
    ink: 34 * (Math.min(1.2, ink.peak / page.markPeak) - 0.47 - strict),
    amount: 5 * Math.log((Math.max(0, relative - noise) + ink.coverage + 0.004) / (0.22 + strict)),
    // A stroke as wide as a felt tip's is meant, though it has no breadth.
    shape: Math.max(25 / habit * (Math.min(ink.breadth, 1) - 0.24 * habit), 80 * (ink.coverage - 0.15)),
  };
  const weakest = odds.ink <= odds.amount && odds.ink <= odds.shape ? 'ink' : odds.amount <= odds.shape ? 'amount' : 'shape';
  return { value, ink, odds: Math.max(-12, Math.min(12, odds[weakest])), weakest };
}

/** Whether a bubble that is not marked has ink around it, as a ring or a line beneath leaves it; beside a mark only a ring counts, since overflowing strokes of the neighbours come near. */
function ringed(verdicts: readonly Verdict[], marks: readonly Verdict[]): boolean {
  return verdicts.some((v) => !marks.includes(v) && (marks.length === 0 ? v.ink.outside > 0.12 : v.ink.outside > 0.25 && v.ink.struck > 0.35));
}

/** Whether several marks are surely all meant: none is crossed by a line, and none may be what an eraser left. */
function allMeant(marks: readonly Verdict[], page: PageInk): boolean {
  // Ink on both sides of one of them: struck through, though this writer's strokes often leave the bubble; a shadow's edge; a scribble over the row.
  if (marks.some((v) => v.ink.crossed > BOTH_SIDES)) return false;
  // What an eraser left is paler than the pen, however much of it there is; a filled bubble rubbed out beside thin strokes has much more.
  const blackest = marks.reduce((a, b) => (b.ink.peak > a.ink.peak ? b : a)).ink;
  if (marks.some((v) => v.ink.peak < (v.ink.mean > MUCH_MORE * blackest.mean ? SAME_PEN_MORE_INK : SAME_PEN) * blackest.peak)) return false;
  // A hard threshold blackens it; then the amount tells it, unless the threshold blackened the paper's own specks, too.
  return !page.twoLevel || (page.pointNoise <= SPECKLED && leastShare(marks.map((v) => v.ink.mean)) >= SAME_AMOUNT);
}

function leastShare(values: readonly number[]): number {
  return Math.min(...values) / Math.max(...values);
}

/** A second mark, paler and with less than half the ink of the fullest, stays doubtful however dark: a hard threshold (1-bit scans) blackens what an eraser left. */
function besideClear(alone: Verdict, bubble: InkedBubble, page: PageInk, fullest: Ink): Verdict {
  if (alone.odds <= 3) return judge(bubble, page, 0.1);
  // An eraser that took half of the printed outline was after this mark.
  if (bubble.ink !== fullest && bubble.ink.rubbed > 0.55) return { ...alone, odds: Math.min(alone.odds, 2), weakest: 'ink' };
  // Where ink is hardly darker than the paper's shadows, a difference in blackness is all that tells an erased mark.
  if (page.markPeak < PALE_INK && bubble.ink.peak < 0.8 * fullest.peak) return { ...alone, odds: Math.min(alone.odds, 2), weakest: 'ink' };
  return bubble.ink.mean < 0.48 * fullest.mean && bubble.ink.peak < 0.93 * fullest.peak ? { ...alone, odds: Math.min(alone.odds, 2), weakest: 'ink' } : alone;
}

function leastCertain(verdicts: readonly Verdict[], clear: boolean): { margin: number; cause: Doubt } {
  let margin = 12;
  let cause: Doubt = 'partial';
  for (const v of verdicts) {
    const own = Math.abs(clear ? v.odds : loneOdds(v));
    if (own < margin) {
      margin = own;
      cause = v.weakest !== 'ink' ? 'partial' : v.odds > 0 ? 'faint' : 'erased';
    }
  }
  return { margin, cause };
}

/** Where nothing else is marked, a trace may be all that a candidate meant: only next to nothing is surely blank. */
function loneOdds(v: Verdict): number {
  if (v.odds > 0) return v.odds;
  const { mean, coverage, paleCoverage } = v.ink;
  // Spread over a good part of the bubble it is no dot, however thin.
  const trace = Math.max(coverage * 1.5, Math.max(0, mean - 0.006) * (paleCoverage > 0.12 ? 6 : 2.5));
  return Math.min(-0.3, Math.max(v.odds, -12 * Math.exp(-trace * 14)));
}

/** Of several marks the one that ink crosses and leaves on both sides while the others stay in their bubbles; a full mark alone, when it is crossed so. */
function struckThrough(marks: readonly Verdict[], page: PageInk): Verdict | null {
  const [first, ...others] = page.overshooting ? marks.filter((v) => !overshoots(v.ink)) : marks;
  if (!first) return null;
  const most = others.reduce((a, b) => (b.ink.struck > a.ink.struck ? b : a), first);
  const beyond = most.ink.struck - page.markStruck;
  // Where this writer's marks stay in their bubbles, a thin line through one shows.
  if (marks.length === 1) return beyond > (page.markStruck < 0.03 ? 0.15 : 0.3) && most.ink.coverage > 0.3 ? most : null;
  const next = Math.max(...marks.filter((v) => v !== most).map((v) => v.ink.struck));
  return beyond > 0.06 && most.ink.struck > next + 0.05 ? most : null;
}

function fillOf(ink: Ink, page: PageInk): number {
  const fill = Math.max(ink.coverage, Math.max(0, ink.mean) / Math.max(page.markMean, 0.05) * 0.8 * Math.min(1, ink.coverage * 4));
  return Math.round(Math.min(1, fill) * 1000) / 1000;
}
