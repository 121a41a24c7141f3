/** What is drawn over a scanned page: for each scored question where its marks are, which bubbles were chosen, and which ought to have been. Pure; pixels of the whole image. */
import type { AnswerOf } from '../../../contract/routes.ts';
import type { PageDetail } from '../../../contract/routes/pages.ts';
import { type QuestionScore, type Verdict, verdictOf } from './verdict.ts';

type Overlay = PageDetail['overlay'];
type Question = AnswerOf<'getExam'>['everything'][number];
export interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

interface BubbleMark {
  readonly value: string;
  /** `x,y x,y …` for an SVG polygon. */
  readonly outline: string;
  /** A chosen bubble of a right answer, a chosen one that is no part of any, or a right one that was left empty. */
  readonly as: 'chosen-right' | 'chosen-wrong' | 'left-out';
}

export interface QuestionMark { readonly no: string; readonly verdict: Verdict; readonly score: QuestionScore; readonly box: Box; readonly bubbles: readonly BubbleMark[] }

export function marksOn(overlay: Overlay, scores: readonly QuestionScore[], questions: readonly Question[]): readonly QuestionMark[] {
  const byField = new Map<string, Overlay[number][]>();
  for (const part of overlay) {
    // A digit column of question 26 is `26:0`.
    const no = part.field.replace(/:\d+$/, '');
    const known = byField.get(no);
    if (known === undefined) byField.set(no, [part]);
    else known.push(part);
  }
  const questionOf = new Map(questions.map((question) => [question.no, question]));
  return scores.flatMap((score) => {
    const parts = byField.get(score.no);
    if (parts === undefined) return [];
    const region = parts.filter(({ kind }) => kind !== 'bubble');
    const right = rightOptions(questionOf.get(score.no));
    const bubbles = right === null ? chosenOnly(parts, verdictOf(score)) : parts.flatMap(({ kind, value, chosen, corners }): BubbleMark[] => {
      if (kind !== 'bubble' || value === null) return [];
      const outline = outlineOf(corners);
      if (chosen) return [{ value, outline, as: right.has(value) ? 'chosen-right' : 'chosen-wrong' }];
      return right.has(value) ? [{ value, outline, as: 'left-out' }] : [];
    });
    return [{ no: score.no, verdict: verdictOf(score), score, box: boxAround(region.length > 0 ? region : parts), bubbles }];
  });
}

/** Options that belong to the one right answer; null where bubbles are no options, or several answers are right. */
function rightOptions(question: Question | undefined): ReadonlySet<string> | null {
  if (question === undefined || (question.type !== 'single' && question.type !== 'multiple' && question.type !== 'truefalse') || question.void) return null;
  if (question.type !== 'multiple') return new Set(question.keys);
  return question.keys.length === 1 ? new Set(question.keys[0]) : null;
}

function chosenOnly(parts: readonly Overlay[number][], verdict: Verdict): readonly BubbleMark[] {
  const as = verdict === 'wrong' ? 'chosen-wrong' : 'chosen-right';
  return parts.flatMap(({ kind, value, chosen, corners }) => (kind === 'bubble' && value !== null && chosen ? [{ value, outline: outlineOf(corners), as }] : []));
}

const outlineOf = (corners: Overlay[number]['corners']): string => corners.map(({ x, y }) => `${x},${y}`).join(' ');

function boxAround(parts: readonly Overlay[number][]): Box {
  const points = parts.flatMap(({ corners }) => [...corners]);
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
