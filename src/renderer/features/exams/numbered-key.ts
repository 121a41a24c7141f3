/**
 * A key in letters as answer books, printed keys and spreadsheets have it, with the numbers of the questions: before each answer (`1.A 2.B`), before several (`1-5 BACDA`, or `1 BACDA 6 CADBB`), or in a row above
 * the answers. The numbers go; but they must count up, for where they do not somebody has left out an answer, or pasted columns in another order, and every answer after that would be another question's.
 */
export type NumberFault =
  /** The number does not come after the one before. */
  | { readonly code: 'order'; readonly after: string; readonly no: string }
  /** A number without an answer. */
  | { readonly code: 'missing'; readonly no: string }
  /** More answers than the range that ends there has numbers. */
  | { readonly code: 'surplus'; readonly no: string }
  /** Answers without numbers stand before it. */
  | { readonly code: 'some'; readonly no: string };

/** A number or a range, with what stands around it; else an answer. */
const token = /\(?\s*第?\s*(\d+)\s*(?:[-–—~至]\s*(\d+))?\s*题?\s*[.。:、)]*|([^\s\d,;、(第]+)/g;
/** More questions than an exam has are no range. */
const mostInRange = 500;

/** `answersIn` cuts what stands between numbers into the answers of questions. `own`: the questions' own numbers, which may leave some out. */
export function withoutNumbers<T>(typed: string, own: readonly string[], answersIn: (piece: string) => readonly T[]): { readonly keys: readonly T[]; readonly fault: NumberFault | null } {
  const keys: T[] = [];
  /** Numbers that wait for their answers, and how many were written in a row before the first of these. */
  let waiting: string[] = [];
  let written = 0;
  let taken = 0;
  let last: string | null = null;
  let range = false;
  for (const [, from, to, piece] of typed.normalize('NFKC').toUpperCase().matchAll(token)) {
    if (from === undefined) {
      for (const answer of answersIn(piece ?? '')) {
        if (waiting.length > 0) waiting = waiting.slice(1);
        else if (last !== null && range) return { keys, fault: { code: 'surplus', no: last } };
        // A number before several answers is that of the first.
        else if (last !== null) last = after(last, own);
        keys.push(answer);
        taken++;
      }
      continue;
    }
    const first = plain(from);
    if (last === null && keys.length > 0) return { keys, fault: { code: 'some', no: first } };
    const [left] = waiting;
    if (left !== undefined && taken > 0) return { keys, fault: { code: 'missing', no: left } };
    if (last !== null && first !== after(last, own) && first !== after(last, [])) return { keys, fault: { code: 'order', after: last, no: first } };
    const numbers = to === undefined ? [first] : numbersOf(first, plain(to), own);
    if (numbers === null) return { keys, fault: { code: 'order', after: first, no: plain(to ?? from) } };
    written = taken > 0 ? 1 : written + 1;
    taken = 0;
    waiting.push(...numbers);
    last = numbers.at(-1) ?? first;
    range = to !== undefined;
  }
  const [left] = waiting;
  // One that is still being typed has its answer to come; of a row of numbers with too few answers nobody knows which is missing.
  return { keys, fault: left !== undefined && written > 1 && taken > 0 ? { code: 'missing', no: left } : null };
}

const plain = (digits: string): string => String(Number(digits));

function after(no: string, own: readonly string[]): string {
  const at = own.indexOf(no);
  return (at < 0 ? undefined : own[at + 1]) ?? String(Number(no) + 1);
}

/** Null: not a range. */
function numbersOf(from: string, to: string, own: readonly string[]): readonly string[] | null {
  const [first, last] = [own.indexOf(from), own.indexOf(to)];
  if (first >= 0 && last > first) return own.slice(first, last + 1);
  const count = Number(to) - Number(from) + 1;
  return count < 2 || count > mostInRange ? null : Array.from({ length: count }, (_, i) => String(Number(from) + i));
}
