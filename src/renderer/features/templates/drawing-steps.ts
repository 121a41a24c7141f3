/** What is drawn, and the steps that lead there, back and forth again. Pure. */
import type { TemplateBlock } from '../../../contract/routes/templates.ts';

export interface Drawn { readonly name: string; readonly blocks: readonly TemplateBlock[] }

export interface Drawing extends Drawn {
  /** Name of the block in hand. */
  readonly chosen: string | null;
  readonly before: readonly Drawn[];
  /** What was taken back, the next one first. */
  readonly after: readonly Drawn[];
  /** The last step changed the name: what is typed on is the same step. */
  readonly naming: boolean;
}

export type DrawingStep =
  | { readonly type: 'opened'; readonly name: string; readonly blocks: readonly TemplateBlock[] }
  | { readonly type: 'chosen'; readonly block: string | null }
  | { readonly type: 'renamed'; readonly name: string }
  | { readonly type: 'added'; readonly block: TemplateBlock }
  /** `quietly`: no step of its own to undo, but all of it one with the step before, such as the snap of a block that has just become as many bubbles as are printed. */
  | { readonly type: 'changed'; readonly block: string; readonly to: TemplateBlock; readonly quietly?: true }
  | { readonly type: 'removed'; readonly block: string }
  | { readonly type: 'undone' }
  | { readonly type: 'redone' };

const keptSteps = 100;
export const nothingDrawn: Drawing = { name: '', blocks: [], chosen: null, before: [], after: [], naming: false };

export function drawingAfter(drawing: Drawing, step: DrawingStep): Drawing {
  const { name, blocks, chosen, before, after } = drawing;
  const stillThere = (all: readonly TemplateBlock[]): string | null => (all.some((block) => block.name === chosen) ? chosen : null);
  const next = (change: Partial<Drawing>): Drawing => ({ ...drawing, before: [...before, { name, blocks }].slice(-keptSteps), after: [], naming: false, ...change });
  switch (step.type) {
    case 'opened': return { ...nothingDrawn, name: step.name, blocks: step.blocks, chosen: stillThere(step.blocks) };
    case 'chosen': return { ...drawing, chosen: step.block };
    case 'renamed': return next({ name: step.name, naming: true, ...(drawing.naming ? { before } : {}) });
    case 'added': return next({ blocks: [...blocks, step.block], chosen: step.block.name });
    case 'changed': {
      // It was removed meanwhile.
      if (!blocks.some((block) => block.name === step.block)) return drawing;
      const changed = { blocks: changedBlocks(blocks, step.block, step.to), chosen: chosen === step.block ? step.to.name : chosen };
      return step.quietly === true ? { ...drawing, ...changed } : next(changed);
    }
    case 'removed': return next({ blocks: blocks.filter((block) => block.name !== step.block), chosen: chosen === step.block ? null : chosen });
    case 'undone': {
      const last = before.at(-1);
      return last === undefined ? drawing : { ...last, chosen: stillThere(last.blocks), before: before.slice(0, -1), after: [{ name, blocks }, ...after], naming: false };
    }
    case 'redone': {
      const [first, ...rest] = after;
      return first === undefined ? drawing : { ...first, chosen: stillThere(first.blocks), before: [...before, { name, blocks }], after: rest, naming: false };
    }
  }
}

/** The blocks with one of them changed. There is one candidate number: blocks of the same column are it together, and others no more. */
function changedBlocks(blocks: readonly TemplateBlock[], name: string, to: TemplateBlock): TemplateBlock[] {
  const before = blocks.find((block) => block.name === name);
  return blocks.map((block) => {
    if (block.name === name) return to;
    if (to.column === null || before === undefined || before.candidate === to.candidate) return block;
    if (block.column === to.column) return { ...block, candidate: to.candidate };
    return to.candidate && block.candidate ? { ...block, candidate: false } : block;
  });
}
