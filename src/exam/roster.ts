/** The roster: who sits the exam. From rows of cells to candidates. */
import { ZhiyueError } from '../contract/errors.ts';
import { type Fault, fault } from '../contract/faults.ts';
import type { Candidate } from './exam.ts';

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
const plainName: Record<Known, { readonly column: string; readonly heading: string }> = {
  candidateNo: { column: 'candidate_no', heading: '考号' }, name: { column: 'name', heading: '姓名' }, class: { column: 'class', heading: '班级' },
};

/** A title may stand above the headings. */
const headingRowsSearched = 5;
/** So many faults of a kind are told in full; of the others only the lines. */
const toldOfAKind = 3;

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
  if (head === undefined) throw ZhiyueError.of('roster-invalid', [fault('roster-empty')]);
  const faults = headingFaults(head.cells, head.line);
  if (faults.length > 0 && (columnOf(head.cells, 'candidateNo') < 0 || filled.length === 1)) throw refusal(faults);
  const people = filled.slice(Math.max(0, top) + 1);
  if (people.length === 0) throw refusal([{ code: 'roster-nobody', values: {}, where: { line: head.line } }]);
  const candidates = people.map((row) => toCandidate(head.cells, row));
  const otherLength = allOfOtherLength(candidates, rules.digits);
  if (otherLength !== null) throw ZhiyueError.of('roster-invalid', [...faults, otherLength]);
  for (const [i, { candidateNo }] of candidates.entries()) {
    const wrong = numberFault(candidateNo, rules.digits);
    if (wrong !== null) faults.push({ ...wrong, where: { line: people[i]?.line ?? 0 } });
  }
  refuseRepeated(candidates, people.map((row) => row.line), faults);
  if (faults.length > 0) throw refusal(faults);
  return candidates;
}

interface Row { readonly cells: readonly string[]; readonly line: number }
interface LineFault extends Fault { readonly where: { readonly line: number } }

function headingName(cell: string): string {
  return cell.normalize('NFKC').toLowerCase().replace(/[\s_-]/g, '');
}

function columnOf(head: readonly string[], column: Known): number {
  const names: readonly string[] = headings[column];
  return head.findIndex((cell) => names.includes(headingName(cell)));
}

function headingFaults(head: readonly string[], line: number): LineFault[] {
  const known: readonly Known[] = ['candidateNo', 'name', 'class'];
  const missing = known.filter((column) => columnOf(head, column) < 0).map((column) => ({ code: 'roster-column-missing', values: plainName[column], where: { line } }) as const);
  const names = head.map(headingName);
  const repeated = head.filter((cell, i) => cell !== '' && names.indexOf(names[i] ?? '') < i).map((cell) => ({ code: 'roster-column-twice', values: { column: cell }, where: { line } }) as const);
  return [...missing, ...repeated];
}

function toCandidate(head: readonly string[], row: Row): Candidate {
  const [numberAt, nameAt, classAt] = [columnOf(head, 'candidateNo'), columnOf(head, 'name'), columnOf(head, 'class')];
  const candidateNo = plainNumber(row.cells[numberAt] ?? '');
  const extra = head.flatMap((heading, i) => ([numberAt, nameAt, classAt].includes(i) || heading === '' ? [] : [[heading, row.cells[i] ?? ''] as const]));
  return { candidateNo, name: row.cells[nameAt] ?? '', class: row.cells[classAt] ?? '', extra: Object.fromEntries(extra) };
}

/** Spreadsheets keep numbers as text by `'0012` or `="0012"`. */
function plainNumber(cell: string): string {
  return cell.normalize('NFKC').trim().replace(/^="?([^"]*)"?$/, '$1').replace(/^'/, '').trim();
}

function numberFault(no: string, digits: number | null): Omit<Fault, 'where'> | null {
  if (no === '') return { code: 'roster-number-missing', values: {} };
  if (/^\d+(\.\d+)?E\+?\d+$/i.test(no)) return { code: 'roster-number-rounded', values: { no } };
  if (digits === null) return null;
  if (!/^\d+$/.test(no)) return { code: 'roster-number-strange', values: { no, digits } };
  if (no.length > digits) return { code: 'roster-number-long', values: { no, has: no.length, digits } };
  return no.length < digits ? { code: 'roster-number-short', values: { no, digits } } : null;
}

/** Where every number has the same other length, the exam and the roster were made for different numbers: no single row is wrong. */
function allOfOtherLength(candidates: readonly Candidate[], digits: number | null): Fault | null {
  const has = candidates[0]?.candidateNo.length ?? 0;
  if (digits === null || has === digits || candidates.length < 2 || !candidates.every(({ candidateNo }) => candidateNo.length === has && /^\d+$/.test(candidateNo))) return null;
  return fault(has < digits ? 'roster-numbers-shorter' : 'roster-numbers-longer', { digits, has });
}

function refuseRepeated(candidates: readonly Candidate[], lines: readonly number[], faults: LineFault[]): void {
  const first = new Map<string, number>();
  for (const [i, { candidateNo }] of candidates.entries()) {
    const line = lines[i] ?? 0;
    const earlier = first.get(candidateNo);
    if (candidateNo === '') continue;
    if (earlier === undefined) first.set(candidateNo, line);
    else faults.push({ code: 'roster-number-twice', values: { no: candidateNo, line: earlier }, where: { line } });
  }
}

function refusal(faults: readonly LineFault[]): ZhiyueError {
  const sorted = faults.toSorted((a, b) => a.where.line - b.where.line);
  const told = [...Map.groupBy(sorted, ({ code }) => code).values()].flatMap((ofAKind) => ofAKind.slice(0, toldOfAKind));
  const rest = sorted.filter((one) => !told.includes(one)).map(({ where }) => where.line);
  const [line, ...others] = new Set(rest), count = rest.length;
  const more: readonly Fault[] = line === undefined ? [] : [others.length === 0 ? fault('roster-more-in-line', { count, line }) : fault('roster-more', { count, lines: lineRanges(rest) })];
  return ZhiyueError.of('roster-invalid', [...told.toSorted((a, b) => a.where.line - b.where.line), ...more]);
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
