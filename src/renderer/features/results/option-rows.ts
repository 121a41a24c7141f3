/** What was chosen in a question, with how often; empty for a question without options. Pure. */
import type { AnswerOf } from '../../../contract/routes.ts';

type Figures = AnswerOf<'getStatistics'>['questions'][number];
export interface OptionRow { /** An option, or `several` or `blank`. */ readonly option: string; readonly count: number; readonly right: boolean }

export function optionRows(figures: Figures | undefined, right: ReadonlySet<string>): readonly OptionRow[] {
  if (figures === undefined || figures.options === null) return [];
  const { options, multiple, blank, type } = figures;
  return [
    ...Object.entries(options).map(([option, count]) => ({ option, count, right: right.has(option) })),
    // Of multiple choice every option chosen is counted already.
    ...(multiple === null || multiple === 0 || type === 'multiple' ? [] : [{ option: 'several', count: multiple, right: false }]),
    ...(blank === null ? [] : [{ option: 'blank', count: blank, right: false }]),
  ];
}
