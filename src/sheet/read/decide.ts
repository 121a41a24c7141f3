import type { Ink, PageInk } from './ink.ts';
import type { Doubt, ItemReading } from './reading.ts';

/** A bubble with its value and what is in it; `fit` says how well the printed outlines were found around it (0 to 1). */
export interface InkedBubble { readonly value: string; readonly ink: Ink; readonly fit: number }

/** What one bubble says by itself. */
interface Verdict {
  readonly value: string;
  readonly ink: Ink;
  /** Probability that the candidate means it as a mark. */
  readonly marked: number;
  readonly cause: Doubt | null;
}

/** Items less sure than this wait for a person. */
export const SURE = 0.985;

/** Reads one item: which of its bubbles are marks, and how sure that is. `column` is a digit column, where only one mark makes sense. */
export function decideItem(field: string, bubbles: readonly InkedBubble[], page: PageInk, column: boolean): ItemReading {
  const alone = bubbles.map((b) => judge(b, page));
  const clear = alone.filter((v) => v.marked > 0.97 && v.ink.mean > 0.55 * page.markMean);
  const verdicts = alone.map((v) => (clear.length > 0 && !clear.includes(v) ? besideAClearMark(v, page) : v));
  const chosen = verdicts.filter((v) => v.marked > 0.5);
  let confidence = verdicts.reduce((product, v) => product * Math.max(v.marked, 1 - v.marked), 1);
  let doubt: Doubt | null = confidence < SURE ? causeOf(verdicts) : null;
  let kept = chosen;
  if (chosen.length > 1) {
    const struck = struckThrough(chosen);
    if (struck) { doubt = 'crossed-out'; confidence = Math.min(confidence, 0.8); kept = chosen.filter((v) => v !== struck); }
    else if (column) { doubt = 'conflict'; confidence = Math.min(confidence, 0.5); kept = [strongest(chosen)]; }
    else if (doubt !== null) doubt = doubt === 'damaged' ? doubt : 'conflict';
  }
  const only = kept[0];
  if (kept.length === 1 && doubt === null && only && looksStruck(only.ink)) { doubt = 'crossed-out'; confidence = Math.min(confidence, 0.85); }
  const worstFit = Math.min(...bubbles.map((b) => b.fit));
  if (bubbles.some((b) => b.ink.cut > 0.2) || worstFit < 0.3) { doubt = 'damaged'; confidence = Math.min(confidence, 0.5); }
  return {
    field, chosen: kept.map((v) => v.value), kind: kept.length === 0 ? 'blank' : kept.length === 1 ? 'marked' : 'multiple', doubt,
    confidence: round(confidence), fills: bubbles.map((b) => ({ value: b.value, fill: fillOf(b.ink, page) })),
  };
}

function strongest(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((best, v) => (v.ink.mean > best.ink.mean ? v : best));
}

function fillOf(ink: Ink, page: PageInk): number {
  return round(Math.max(0, Math.min(1, Math.max(ink.coverage, ink.mean / Math.max(page.markMean, 0.05) * 0.8 * Math.min(1, ink.coverage * 4)))));
}

function judge(bubble: InkedBubble, page: PageInk): Verdict {
  const { ink, value } = bubble;
  const relative = ink.mean / page.markMean;
  const noise = page.emptySpread / page.markMean;
  // Ink as dark as this writer's, and how it lies.
  const spread = Math.min(ink.extentX * 1.1, ink.extentY, 1);
  const thin = ink.coverage * (0.35 + 0.65 * smooth(spread, 0.3, 0.6));
  const dark = logistic((thin - 0.085) * 110);
  // Paler than the writer's ink, but all over the bubble.
  const pale = logistic((relative - 0.36 - 2 * noise) * 28) * smooth(ink.paleCoverage, 0.3, 0.6);
  const marked = clampProbability(Math.max(dark, pale));
  const paleOnly = dark < 0.5 && ink.paleCoverage > 0.3;
  const cause: Doubt | null = marked > 0.99 || marked < 0.01 ? null : paleOnly ? (relative > 0.3 ? 'faint' : 'erased') : 'partial';
  return { value, ink, marked, cause };
}

/** A pale smudge beside a clear mark is what an eraser left. */
function besideAClearMark(v: Verdict, page: PageInk): Verdict {
  const relative = v.ink.mean / page.markMean;
  if (v.cause === 'partial' || relative > 0.6) return v;
  return { ...v, marked: clampProbability(v.marked * smooth(relative, 0.25, 0.6)), cause: 'erased' };
}

function causeOf(verdicts: readonly Verdict[]): Doubt {
  const worst = verdicts.reduce((a, b) => (Math.abs(b.marked - 0.5) < Math.abs(a.marked - 0.5) ? b : a));
  return worst.cause ?? 'partial';
}

function looksStruck(ink: Ink): boolean {
  return ink.outside > 0.16;
}

/** Of several marks, the one that ink crosses and leaves while the others stay in their bubbles. */
function struckThrough(marks: readonly Verdict[]): Verdict | null {
  const most = marks.reduce((a, b) => (b.ink.outside > a.ink.outside ? b : a));
  const others = marks.filter((v) => v !== most);
  const next = Math.max(...others.map((v) => v.ink.outside));
  return most.ink.outside > 0.07 && most.ink.outside > next + 0.05 ? most : null;
}

function logistic(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** 0 below `from`, 1 above `to`, straight between. */
function smooth(v: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (v - from) / (to - from)));
}

function clampProbability(p: number): number {
  return Math.max(0.0005, Math.min(0.9995, p));
}

function round(v: number): number {
  return Math.round(v * 10000) / 10000;
}
