/** Reads the roster of an exam from the file that the school office has: CSV in whatever encoding, or an Excel workbook. */
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Candidate } from '../../exam/exam.ts';
import { parseRosterRows, type RosterRules } from '../../exam/roster.ts';
import { tableBytes, tableRows } from './table-file.ts';

const mostColumns = 64;

export interface RosterOfFile { readonly candidates: readonly Candidate[]; /** As of `DecodedText`. */ readonly strange: boolean }

/**
 * The candidates in a `.csv` (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) or `.xlsx` file (its first sheet with anything in it); what the file is, its bytes tell.
 * @throws ZhiyueError `input-missing` when it cannot be opened, `roster-invalid` when it is no roster; both are about `file`.
 */
export async function readRoster(file: string, rules: Pick<RosterRules, 'digits'>): Promise<readonly Candidate[]> {
  try {
    return (await readRosterBytes(await tableBytes(file, 'roster-invalid'), rules)).candidates;
  } catch (cause) {
    if (cause instanceof ZhiyueError) throw new ZhiyueError(cause.code, cause.message, { about: file, cause, faults: cause.faults });
    throw cause;
  }
}

/** As `readRoster`, from the bytes of the file. Throws ZhiyueError roster-invalid; where a heading is missing of a text in a doubtful encoding, that is said, too. */
export async function readRosterBytes(content: Uint8Array, { digits }: Pick<RosterRules, 'digits'>): Promise<RosterOfFile> {
  const { rows, lines, strange } = await tableRows(content, { refusal: 'roster-invalid', mostColumns });
  try {
    return { candidates: parseRosterRows(rows, { digits, lines }), strange };
  } catch (cause) {
    if (strange && cause instanceof ZhiyueError && cause.faults.some(({ code }) => code === 'roster-column-missing')) throw ZhiyueError.of('roster-invalid', [...cause.faults, fault('roster-other-encoding')], { cause });
    throw cause;
  }
}
