/** Rows of a table that somebody made or changed with a spreadsheet: CSV in whatever encoding, or an Excel workbook. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { Cell } from 'exceljs';
import { type ErrorCode, ZhiyueError } from '../../contract/errors.ts';
import { fault, type FaultCode, type FaultValues } from '../../contract/faults.ts';
import { decodeText } from '../../exam/text-encoding.ts';
import { unopened } from '../intake/unopened.ts';
import { checkZip } from './zip-limits.ts';

const megabyte = 1024 * 1024;
/** A workbook of 20,000 candidates has 0.6 MB, unpacked 6 MB; 32 MB unpacked make the process grow to about 0.5 GB. */
const maxFileBytes = 10 * megabyte;
const workbookLimits = { maxEntries: 500, maxBytes: 32 * megabyte };
const maxRows = 50_000;
/** Of a CSV file. */
const maxLineCharacters = 100_000;

/** What it is when it is none: the error's code. */
export type TableRefusal = Extract<ErrorCode, 'roster-invalid' | 'answers-invalid'>;
export interface TableRows {
  readonly rows: readonly (readonly string[])[];
  /** Where each row stands in the file, counted from 1. */
  readonly lines: readonly number[];
  /** Of a workbook, whose rows end with their last cell that has something in it. */
  readonly isWorkbook: boolean;
  /** As of `DecodedText`. */
  readonly strange: boolean;
}
type RowsAndLines = Pick<TableRows, 'rows' | 'lines'>;
interface Limits { readonly refusal: TableRefusal; /** Columns of a workbook that are looked at. */ readonly mostColumns: number; /** What the sheet of a workbook may be called; left out: anything. */ readonly titles?: readonly string[] }

/**
 * The bytes of a table's file.
 * @throws ZhiyueError `input-missing` when it cannot be opened, the refusal when it is none or too large.
 */
export async function tableBytes(file: string, refusal: TableRefusal): Promise<Buffer> {
  let handle;
  try {
    handle = await open(file);
  } catch (cause) {
    throw unopened(file, cause);
  }
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw refused(refusal, 'table-no-file');
    refuseSize(status.size, refusal);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * The rows of a CSV file (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) or of a workbook (its first sheet with anything in it, of those called so where `titles` are given); what the file is, its bytes tell.
 * @throws ZhiyueError the refusal.
 */
export async function tableRows(content: Uint8Array, limits: Limits): Promise<TableRows> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  refuseSize(bytes.length, limits.refusal);
  const table = await rowsOf(bytes, limits);
  if (table.rows.length > maxRows) throw refused(limits.refusal, 'table-rows', { most: maxRows });
  return table;
}

function refused(refusal: TableRefusal, code: FaultCode, values: FaultValues = {}, cause?: unknown): ZhiyueError {
  return ZhiyueError.of(refusal, [fault(code, values)], { cause });
}

function refuseSize(bytes: number, refusal: TableRefusal): void {
  if (bytes === 0) throw refused(refusal, 'file-empty');
  if (bytes > maxFileBytes) throw refused(refusal, 'table-size', { megabytes: Math.ceil(bytes / megabyte), most: maxFileBytes / megabyte });
}

async function rowsOf(bytes: Buffer, limits: Limits): Promise<TableRows> {
  const { refusal } = limits;
  const magic = bytes.toString('latin1', 0, 8);
  if (magic.startsWith('PK\x03\x04')) return { ...await workbookRows(bytes, limits), isWorkbook: true, strange: false };
  // Old .xls files, and workbooks with a password, are OLE containers.
  if (magic === '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') throw refused(refusal, 'table-old-excel');
  // Not by its encoding that it is no text.
  if (!isUtf16(bytes) && controls.test(bytes.toString('latin1', 0, looksNoFurther))) throw refused(refusal, 'table-no-table');
  const { text, strange } = decodeText(bytes, refusal);
  if (text.includes('\0')) throw refused(refusal, 'table-no-table');
  return { ...csvRows(text, refusal), isWorkbook: false, strange };
}

const looksNoFurther = 4096;
// oxlint-disable-next-line no-control-regex -- exactly those are meant: no text has them
const controls = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;
const isUtf16 = (bytes: Buffer): boolean => bytes.length >= 2 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE());

function csvRows(text: string, refusal: TableRefusal): RowsAndLines {
  // Millions of columns, or of empty rows, would fill the memory before they could be counted.
  if (hasLineBeyond(text, maxLineCharacters)) throw refused(refusal, 'table-long-line', { most: maxLineCharacters });
  const lines: number[] = [];
  try {
    const rows = parseCsv(text, {
      bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: false, delimiter: delimiterOf(text), max_record_size: maxLineCharacters, to: maxRows + 1,
      on_record: (record: string[], context) => {
        lines.push(context.lines);
        return record;
      },
    });
    return { rows, lines };
  } catch (cause) {
    // A record that is too long has lines that are not: only quotes go over their ends.
    if (cause instanceof CsvError && ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'].includes(cause.code)) throw refused(refusal, 'table-open-quote', { line: (lines.at(-1) ?? 0) + 1 }, cause);
    throw refused(refusal, 'table-csv', { reason: cause instanceof CsvError ? cause.code : String(cause) }, cause);
  }
}

function hasLineBeyond(text: string, characters: number): boolean {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? text.length : end) - start > characters) return true;
    if (end < 0) return false;
    start = end + 1;
  }
  return false;
}

/** Excel writes semicolons in some countries, and tabs as "Unicode text". */
function delimiterOf(text: string): string {
  const beginning = text.slice(0, 2000);
  const count = (delimiter: string) => beginning.split(delimiter).length;
  return [',', '\t', ';'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

async function workbookRows(bytes: Buffer, { refusal, mostColumns, titles }: Limits): Promise<RowsAndLines> {
  const verdict = checkZip(bytes, workbookLimits);
  if (verdict === 'too-large') throw refused(refusal, 'table-workbook-large', { most: workbookLimits.maxBytes / megabyte });
  // Half a second and 30 MB, which a station that is given no workbook is spared.
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.Workbook();
  try {
    if (verdict === 'not-a-zip') throw new Error('damaged zip');
    await workbook.xlsx.read(Readable.from([bytes]));
  } catch (cause) {
    throw refused(refusal, 'table-workbook-damaged', {}, cause);
  }
  const sheet = workbook.worksheets.find((candidate) => candidate.state === 'visible' && candidate.actualRowCount > 0 && (titles === undefined || titles.includes(candidate.name)));
  if (sheet === undefined) throw refused(refusal, 'table-workbook-empty');
  const rows: string[][] = [];
  const lines: number[] = [];
  sheet.eachRow((row, line) => {
    rows.push(Array.from({ length: Math.min(row.cellCount, mostColumns) }, (_, i) => cellText(row.getCell(i + 1))));
    lines.push(line);
  });
  return { rows, lines };
}

/** What a person sees in the cell, as far as it matters: a number shown with leading zeros keeps them. */
function cellText(cell: Cell): string {
  const value = cell.result ?? cell.value;
  if (typeof value === 'object' && value !== null && 'error' in value) return String(value.error);
  if (typeof value !== 'number') return cell.text;
  const shown = /^0+$/.exec(cell.numFmt ?? '')?.[0].length ?? 0;
  return String(value).padStart(shown, '0');
}
