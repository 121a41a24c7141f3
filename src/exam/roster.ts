/** The roster: who sits the exam. From bytes to text, from rows of cells to candidates. */
import { ZhiyueError } from '../contract/errors.ts';
import type { Candidate } from './exam.ts';

/**
 * The text of a file from an office in China: UTF-8 or UTF-16 by their byte order marks, else UTF-8 where the bytes are valid UTF-8, else GB18030.
 * @throws ZhiyueError `roster-invalid` when the bytes are none of these.
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  for (const encoding of marked === null ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding: the next one may fit.
    }
  }
  throw new ZhiyueError('roster-invalid', 'The text is neither UTF-8 nor GB18030 nor UTF-16; save the file as "CSV UTF-8" and try again.');
}

export interface RosterRules {
  /** Digits that every candidate number of the exam has; null: not known, and there may be letters in them. */
  readonly digits: number | null;
  /** Line of each row in the file, where it is not simply 1, 2, 3 … */
  readonly lines?: readonly number[];
}

const headings = {
  candidateNo: ['candidateno', 'candidatenumber', '考号', '准考证号', '考生号'],
  name: ['name', '姓名', '考生姓名'],
  class: ['class', '班级', '班'],
} as const;
type Known = keyof typeof headings;
const plainName: Record<Known, string> = { candidateNo: 'candidate_no (考号)', name: 'name (姓名)', class: 'class (班级)' };

/** A title may stand above the headings. */
const headingRowsSearched = 5;
/** So many faults are told in full; of the others only the lines. */
const faultsTold = 20;

/**
 * Candidates in the order of the rows. Headings are found whatever their case, in English or Chinese; further columns go to `extra`; empty rows are skipped.
 * @throws ZhiyueError `roster-invalid` that names every missing column, malformed and repeated number with its line.
 */
export function parseRosterRows(rows: readonly (readonly string[])[], rules: RosterRules): readonly Candidate[] {
  const filled = rows.flatMap((cells, i) => {
    const tidy = cells.map((cell) => cell.trim());
    return tidy.every((cell) => cell === '') ? [] : [{ cells: tidy, line: rules.lines?.[i] ?? i + 1 }];
  });
  const top = filled.slice(0, headingRowsSearched).findIndex(({ cells }) => columnOf(cells, 'candidateNo') >= 0);
  const head = filled[Math.max(0, top)];
  if (head === undefined) throw new ZhiyueError('roster-invalid', 'The roster is empty: it needs the headings candidate_no,name,class and one row a candidate.');
  const faults = headingFaults(head.cells, head.line);
  if (faults.length > 0) throw refusal(faults);
  const people = filled.slice(Math.max(0, top) + 1);
  if (people.length === 0) throw refusal([{ line: head.line, text: 'there are headings but no candidates below them' }]);
  const candidates = people.map((row) => toCandidate(head.cells, row, rules.digits, faults));
  refuseRepeated(candidates, people.map((row) => row.line), faults);
  if (faults.length > 0) throw refusal(faults);
  return candidates;
}

interface Row { readonly cells: readonly string[]; readonly line: number }
interface Fault { readonly line: number; readonly text: string }

function headingName(cell: string): string {
  return cell.normalize('NFKC').toLowerCase().replace(/[\s_-]/g, '');
}

function columnOf(head: readonly string[], column: Known): number {
  const names: readonly string[] = headings[column];
  return head.findIndex((cell) => names.includes(headingName(cell)));
}

function headingFaults(head: readonly string[], line: number): Fault[] {
  const known: readonly Known[] = ['candidateNo', 'name', 'class'];
  const missing = known.filter((column) => columnOf(head, column) < 0).map((column) => ({ line, text: `no column ${plainName[column]}` }));
  const names = head.map(headingName);
  const repeated = head.filter((cell, i) => cell !== '' && names.indexOf(names[i] ?? '') < i).map((cell) => ({ line, text: `the column ${cell} is there twice` }));
  return [...missing, ...repeated];
}

function toCandidate(head: readonly string[], row: Row, digits: number | null, faults: Fault[]): Candidate {
  const [numberAt, nameAt, classAt] = [columnOf(head, 'candidateNo'), columnOf(head, 'name'), columnOf(head, 'class')];
  const candidateNo = plainNumber(row.cells[numberAt] ?? '');
  const fault = numberFault(candidateNo, digits);
  if (fault !== null) faults.push({ line: row.line, text: fault });
  const extra = head.flatMap((heading, i) => ([numberAt, nameAt, classAt].includes(i) || heading === '' ? [] : [[heading, row.cells[i] ?? ''] as const]));
  return { candidateNo, name: row.cells[nameAt] ?? '', class: row.cells[classAt] ?? '', extra: Object.fromEntries(extra) };
}

/** Spreadsheets keep numbers as text by `'0012` or `="0012"`. */
function plainNumber(cell: string): string {
  return cell.normalize('NFKC').trim().replace(/^="?([^"]*)"?$/, '$1').replace(/^'/, '').trim();
}

function numberFault(no: string, digits: number | null): string | null {
  if (no === '') return 'no candidate number';
  if (/^\d+(\.\d+)?E\+?\d+$/i.test(no)) return `"${no}" is a candidate number that the spreadsheet has rounded: format the column as text and enter it again`;
  if (digits === null) return null;
  if (!/^\d+$/.test(no)) return `"${no}" is not a candidate number: ${digits} digits are expected`;
  if (no.length > digits) return `"${no}" has ${no.length} digits; the exam's candidate numbers have ${digits}`;
  if (no.length < digits) return `"${no}" is shorter than the ${digits} digits of a candidate number: the spreadsheet may have dropped leading zeros; format the column as text`;
  return null;
}

function refuseRepeated(candidates: readonly Candidate[], lines: readonly number[], faults: Fault[]): void {
  const first = new Map<string, number>();
  for (const [i, { candidateNo }] of candidates.entries()) {
    const line = lines[i] ?? 0;
    const earlier = first.get(candidateNo);
    if (candidateNo === '') continue;
    if (earlier === undefined) first.set(candidateNo, line);
    else faults.push({ line, text: `${candidateNo} is already in line ${earlier}` });
  }
}

function refusal(faults: readonly Fault[]): ZhiyueError {
  const sorted = faults.toSorted((a, b) => a.line - b.line);
  const told = sorted.slice(0, faultsTold).map(({ line, text }) => `line ${line}: ${text}`);
  const rest = sorted.slice(faultsTold).map((fault) => fault.line);
  const more = rest.length === 0 ? [] : [`${rest.length} more like these in lines ${lineRanges(rest)}`];
  return new ZhiyueError('roster-invalid', `${[...told, ...more].join('; ')}.`);
}

/** `4, 7-9` for sorted line numbers. */
function lineRanges(lines: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const line of lines) {
    const range = ranges.at(-1);
    if (range !== undefined && line <= range.last + 1) range.last = line;
    else ranges.push({ first: line, last: line });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
