/** Text in columns on a terminal, where a Chinese character takes two cells. */

/** East Asian wide and full-width characters (Unicode Standard Annex 11), as far as names, messages and symbols here have them. */
const wide = /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** Terminal cells that a text takes. */
export function displayWidth(text: string): number {
  let cells = 0;
  for (const character of text) cells += wide.test(character) ? 2 : 1;
  return cells;
}

export interface Column { readonly heading: string; readonly align?: 'left' | 'right' }

/** Lines of a table: a heading, a rule, and the rows; two spaces between columns. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, i) => Math.max(displayWidth(column.heading), ...rows.map((row) => displayWidth(row[i] ?? ''))));
  const line = (cells: readonly string[]) => cells.map((cell, i) => {
    const space = ' '.repeat((widths[i] ?? 0) - displayWidth(cell));
    return columns[i]?.align === 'right' ? space + cell : cell + space;
  }).join('  ').trimEnd();
  return [line(columns.map((column) => column.heading)), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map((row) => line(columns.map((_, i) => row[i] ?? '')))];
}
