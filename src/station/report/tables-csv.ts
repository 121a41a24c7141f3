/** Tables as CSV files. */
import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from './tables.ts';

const anyFormula = /^[=+\-@\t\r]/;

/** UTF-8 without byte order mark: programs look for `source_file` at the very beginning; for Excel there is the workbook. */
export function csvText(table: Table): string {
  const prose = new Set(table.prose.map((column) => table.columns.indexOf(column)));
  const rows = table.rows.map((cells) => cells.map((cell, i) => unarmed(cell, prose.has(i) ? anyFormula : /^[=@\t\r]/)));
  return stringify([table.columns.map((name) => unarmed(name, anyFormula)), ...rows]);
}

/** A name such as `=1+1` must not become a formula where somebody opens the CSV in a spreadsheet (OWASP, CSV injection). Answers may begin with a minus sign: only what no number begins with is dangerous there. */
function unarmed(cell: Cell, dangerous: RegExp): Cell {
  return typeof cell === 'string' && dangerous.test(cell) ? `'${cell}` : cell;
}

/** A text as it was before `csvText` made it harmless. */
export function rearmed(cell: string): string {
  return cell.startsWith("'") && anyFormula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
