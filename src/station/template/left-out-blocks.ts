/** Sheets with blocks that the template leaves out and that look like those it has: each page of a batch should have as many of them on the same sides (decision 0163). Pure. */
import { type Steps, unread } from '../../sheet/template/read-template.ts';
import type { TemplatePage } from './template-page.ts';

/** Steps between bubbles by which such a block may lie off from where another page has it. */
const same = 1;
/** Of pages that can be told, the share above which none of them tells which of the blocks are the template's; or that there are such blocks. */
const mostUnlike = 1 / 3;

/** What most pages have beside the template's blocks. */
export function leftOut(pages: readonly TemplatePage[]): readonly Steps[] {
  const sets = pages.map(besideOf).filter((beside) => beside !== null), some = sets.filter(({ length }) => length > 0);
  const counted = some.map((one) => ({ one, count: some.filter((other) => other.length === one.length && matches(one, other) === one.length).length })).sort((a, b) => b.count - a.count || b.one.length - a.one.length)[0];
  // Most batches are of whole templates: of pages that have nothing beside, none is held against another.
  if (!counted || counted.count < sets.length - some.length) return [];
  const usual = withOwn(counted.one);
  return some.filter((own) => !areThese(withOwn(own), usual)).length > mostUnlike * sets.length ? [] : counted.one;
}

/** Whether what a page has beside its own blocks are the usual blocks, on whichever of them it lies: text that looks like bubbles, here on one page and there on the next, is not. */
function areThese(own: readonly Steps[], usual: readonly Steps[]): boolean {
  return usual.some(({ x, y }) => matches(own.map((one) => ({ x: one.x + x, y: one.y + y })), usual) === own.length);
}

/** The pages; those that could as well lie so far beside that other blocks are read for the template's wait: `place-unsure`. All of them do where too many are unlike the others. */
export function onOneSheet(pages: readonly TemplatePage[]): readonly TemplatePage[] {
  const usual = withOwn(leftOut(pages));
  if (usual.length === 1) return pages;
  const told = pages.filter((page) => besideOf(page) !== null), unlike = new Set(told.filter((page) => !liesAs(withOwn(besideOf(page) ?? []), usual)));
  const waiting = unlike.size > mostUnlike * told.length ? new Set(told) : unlike;
  return pages.map((page) => (waiting.has(page) && page.outcome.kind === 'read' ? { ...page, outcome: { ...page.outcome, reading: { ...unread('place-unsure', page.outcome.reading.residualMm), elsewhere: page.outcome.reading.elsewhere }, regions: [], stranger: null } } : page));
}

function besideOf({ outcome }: TemplatePage): readonly Steps[] | null {
  return outcome.kind === 'read' ? outcome.reading.elsewhere : null;
}

/** With the template's own blocks. */
function withOwn(beside: readonly Steps[]): readonly Steps[] {
  return [{ x: 0, y: 0 }, ...beside];
}

/** Whether a page has all blocks of the others, or more of them than if it lay on any of those. */
function liesAs(own: readonly Steps[], usual: readonly Steps[]): boolean {
  const here = matches(own, usual);
  return here === usual.length || usual.every(({ x, y }) => (x === 0 && y === 0) || matches(own.map((one) => ({ x: one.x + x, y: one.y + y })), usual) < here);
}

/** How many of them are among others. */
function matches(some: readonly Steps[], others: readonly Steps[]): number {
  return some.filter(({ x, y }) => others.some((other) => Math.abs(other.x - x) <= same && Math.abs(other.y - y) <= same)).length;
}
