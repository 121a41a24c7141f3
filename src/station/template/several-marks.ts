/** Answers with several marks, where they are the exception: in an exam of single choices somebody will want to see them, and nothing else tells where they are. Pure. */
import type { ExpandedTemplate } from '../../sheet/template/expand.ts';
import type { TemplatePage } from './template-page.ts';

export interface SeveralMarks { readonly page: TemplatePage; readonly column: string; readonly value: string }

/** Of the answers, the share from which several marks are what is asked for. */
const usual = 0.1;

/** None that waits for a person anyway; none at all where many answers have several. */
export function severalMarks({ columns }: Pick<ExpandedTemplate, 'columns'>, pages: readonly TemplatePage[]): readonly SeveralMarks[] {
  const single = new Map(columns.flatMap(({ name, fields: [field, ...others] }) => (field !== undefined && others.length === 0 ? [[field.label, name] as const] : [])));
  const marked = pages.flatMap((page) => (page.outcome.kind === 'read' ? page.outcome.reading.fields : []).flatMap(({ label, chosen, doubt }) => {
    const column = single.get(label);
    return column === undefined || doubt !== null || chosen.length === 0 ? [] : [{ page, column, chosen }];
  }));
  const several = marked.filter(({ chosen }) => chosen.length > 1);
  return several.length > usual * marked.length ? [] : several.map(({ page, column, chosen }) => ({ page, column, value: chosen.join('') }));
}
