/** `answers.xlsx`: the tables of foreign sheets for people, who may correct the answers in it. */
import type { ReportLanguage } from '../report/exception-text.ts';
import { tableRows } from '../report/table-file.ts';
import type { Cell, Table } from '../report/tables.ts';
import { workbookBytes } from '../report/workbook.ts';
import { cellWord, codeOfCell, columnOfHeading, headingWord, placeColumns, titles, type WorkbookSheet } from '../report/workbook-words.ts';
import { ownColumns, rosterColumns } from './template-tables.ts';

/** The workbook's bytes: a sheet a table; what waits for a person stands out among the answers, which it opens on. */
export async function answersWorkbook(tables: readonly Table[], language: ReportLanguage): Promise<Buffer> {
  return workbookBytes(tables.map((table) => sheetOf(table, language)));
}

/** Only our own columns have other words: what stands on the sheet is called as it is there. */
function sheetOf({ name, columns, rows }: Table, language: ReportLanguage): WorkbookSheet {
  const isOwn = (column: string): boolean => (name === 'answers' ? ownColumns.includes(column) : !column.startsWith('s:'));
  return {
    title: titles[name][language],
    columns: columns.map((column) => (isOwn(column) ? headingWord(column, language) : null) ?? column.replace(name === 'scores' ? /^s:/ : /^$/, '')),
    rows: rows.map((cells) => cells.map((cell, i) => {
      const column = columns[i] ?? '';
      // As the sheet of answers is headed.
      if (name === 'exceptions' && column === 'column' && typeof cell === 'string' && ownColumns.includes(cell)) return headingWord(cell, language);
      return isOwn(column) ? cellWord(column, cell, language) : cell;
    })),
    staying: placeColumns(columns), opensFirst: name === 'answers', marksDoubts: name === 'answers',
  };
}

/** On how many pages of `scores` a workbook's sheet of scores has other points; 0 where it has no such sheet, or none of these pages. Throws nothing. */
export async function otherPoints(bytes: Uint8Array, scores: Table): Promise<number> {
  try {
    const { rows, isWorkbook } = await tableRows(bytes, { refusal: 'answers-invalid', mostColumns: Number.MAX_SAFE_INTEGER, titles: Object.values(titles.scores) });
    if (!isWorkbook) return 0;
    const place = (cells: readonly Cell[]): string => `${cells[1]} ${cells[0]}`;
    // Those of questions stand behind our own columns, of which only the total is points, and in front of names, which either may lack.
    const isPoints = (i: number): boolean => (i < scores.columns.length ? /^total$|^s:/.test(scores.columns[i] ?? '') : !rosterColumns.includes(columnOfHeading(rows[0]?.[i] ?? '') ?? ''));
    const points = (cells: readonly Cell[]): string => JSON.stringify(cells.flatMap((cell, i) => (isPoints(i) && (cell ?? '') !== '' ? [[i, String(cell)]] : [])));
    const there = new Map(rows.slice(1).map((cells) => [place(cells), points(cells)]));
    return scores.rows.filter((cells) => there.has(place(cells)) && there.get(place(cells)) !== points(cells)).length;
  } catch {
    // No workbook of ours says nothing.
    return 0;
  }
}

/** Whether such a workbook's first sheet has just these answers, in whatever language its headings are: its bytes also tell when it was written. */
export async function saysTheSame(bytes: Uint8Array, answers: Table): Promise<boolean> {
  try {
    const { rows } = await tableRows(bytes, { refusal: 'answers-invalid', mostColumns: Number.MAX_SAFE_INTEGER });
    const texts = (cells: readonly Cell[]): string => JSON.stringify(Array.from({ length: answers.columns.length }, (_, i) => String(cells[i] ?? '')));
    const status = answers.columns.indexOf('status');
    const coded = rows.slice(1).map((cells) => texts(cells.map((cell, i) => (i === status ? codeOfCell('status', cell) : cell))));
    return JSON.stringify(coded) === JSON.stringify(answers.rows.map(texts));
  } catch {
    // Nothing of ours: it is kept.
    return false;
  }
}
