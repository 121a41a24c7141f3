/** `results.xlsx`: the result tables as sheets for people, or `answers.xlsx` of foreign sheets. Every text is a text, never a formula. */
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type ExcelJS from 'exceljs';
// Alone: with all of exceljs, which reads zips as well, come 450 files more.
import WorkbookWriter from 'exceljs/lib/stream/xlsx/workbook-writer.js';
import type { Cell } from './tables.ts';
import type { WorkbookSheet } from './workbook-words.ts';

/** Excel's own limits. */
const maxCellLength = 32_767;
const widest = 60;
/** A yellow that leaves black letters readable; and a number that is put there keeps its zeros. */
const doubt: Partial<ExcelJS.Style> = { fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFEB9C' } }, numFmt: '@' };
/** Then compression may catch up, and whoever else waits gets a turn. */
const rowsAtATime = 50;

/** The workbook's bytes: one sheet a table (headings and what says of which page a row is frozen, with filters), then one sheet with the free rows of the statistics, where there are any. */
export async function workbookBytes(tables: readonly WorkbookSheet[], statistics?: Pick<WorkbookSheet, 'title' | 'rows'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => { chunks.push(chunk); done(); } });
  // Row by row: a workbook built as a whole takes about a kilobyte a cell.
  const workbook = new WorkbookWriter({ stream: sink, useStyles: true, useSharedStrings: false });
  // It opens on the scores, which are what most people want to see; the window is as large as Excel makes a new one, in its units.
  workbook.views = [{ x: 0, y: 0, width: 28_800, height: 17_600, firstSheet: 0, activeTab: Math.max(0, tables.findIndex(({ opensFirst }) => opensFirst)), visibility: 'visible' }];
  for (const table of tables) await addTable(workbook, table);
  if (statistics !== undefined) {
    const sheet = workbook.addWorksheet(statistics.title);
    sheet.columns = columnWidths(statistics.rows).map((width) => ({ width }));
    for (const cells of statistics.rows) sheet.addRow(cells.map(safeCell)).commit();
    sheet.commit();
  }
  await workbook.commit();
  return Buffer.concat(chunks);
}

async function addTable(workbook: ExcelJS.stream.xlsx.WorkbookWriter, table: WorkbookSheet): Promise<void> {
  const sheet = workbook.addWorksheet(table.title, { views: [{ state: 'frozen', xSplit: table.staying, ySplit: 1 }] });
  sheet.columns = columnWidths([table.columns, ...table.rows]).map((width) => ({ width }));
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1 + table.rows.length, column: table.columns.length } };
  const head = sheet.addRow(table.columns.map(safeCell));
  head.font = { bold: true };
  head.commit();
  for (const [i, cells] of table.rows.entries()) {
    const row = sheet.addRow(cells.map(safeCell));
    if (table.marksDoubts) for (const [column, cell] of cells.entries()) if (typeof cell === 'string' && cell.startsWith('?')) Object.assign(row.getCell(column + 1), doubt);
    row.commit();
    if (i % rowsAtATime === 0) await setImmediate();
  }
  sheet.commit();
}

/** Characters that XML cannot hold are left out; a string stays a string, whatever it starts with. */
function safeCell(cell: Cell): Cell {
  // oxlint-disable-next-line no-control-regex -- exactly those are meant
  return typeof cell === 'string' ? cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '').slice(0, maxCellLength) : cell;
}

function columnWidths(rows: readonly (readonly Cell[])[]): readonly number[] {
  const widths: number[] = [];
  for (const cells of rows) for (const [i, cell] of cells.entries()) widths[i] = Math.max(widths[i] ?? 6, Math.min(widest, shownWidth(cell) + 2));
  return widths;
}

/** Chinese characters are as wide as two digits. */
function shownWidth(cell: Cell): number {
  const text = cell === null ? '' : String(cell);
  return text.length + (text.match(/[\u0300-\uffff]/g)?.length ?? 0);
}
