/** Whether the number as written contradicts the number as bubbled. Pure. */
import type { Candidate } from '../../exam/exam.ts';
import type { WrittenDigit } from '../../sheet/read/reading.ts';
import { trusted, writingSays } from './match-candidates.ts';

/**
 * How much likelier the writing must be under another number. Single digits of real answer boxes that the classifier got wrong reach 1,943 at most (300 of them, `npm run bench -- text`);
 * a clear digit that differs reaches 4,900.
 */
const leastOdds = 2_000;
/** Against a number that nobody on the roster has: more than one clear digit. */
const leastOddsOfNobody = 1_000_000;

/** `roster` is asked for only when the writing by itself says something else; null where candidates are whoever turns up. */
export function numberDisagrees(bubbled: string, written: readonly (readonly WrittenDigit[])[], roster: () => readonly Candidate[] | null): boolean {
  const best = written.reduce((sum, cell) => sum + (cell.length === 0 ? 0 : Math.log(trusted(cell[0]?.probability ?? 0))), 0);
  const asBubbled = writingSays(written, bubbled);
  if (best - asBubbled < Math.log(leastOdds)) return false;
  const candidates = roster();
  // Whoever is not on the roster waits for a person anyhow.
  if (candidates === null || !candidates.some(({ candidateNo }) => candidateNo === bubbled)) return true;
  const nearest = candidates.reduce((most, { candidateNo }) => (candidateNo === bubbled ? most : Math.max(most, writingSays(written, candidateNo))), -Infinity);
  return nearest - asBubbled >= Math.log(leastOdds) || best - asBubbled >= Math.log(leastOddsOfNobody);
}
