/** Numbers in corrected answers: whether one can be what was on the page, and which of two says whose page it is. Pure. */
import { type Fault, fault } from '../../contract/faults.ts';

/** A number with this share of its digits is one that lost some; with fewer it may be another kind, such as an answer in a grid. */
const mostDigits = 0.75;

/** Without the `?` of what is not sure. */
export const bare = (value: string): string => value.replace(/^\?/, '').trim();

/** Whether a number may have lost zeros or won a digit. `whole`: others of its column kept their zeros. */
export function isOddNumber(value: string, digits: number, whole: boolean): boolean {
  return /^\d+$/.test(value) && value.length !== digits && (value.length > digits || value.length >= mostDigits * digits || !whole);
}

/** Whose page it is: it stands in `candidate_no` and, where the template names a column for it, there again. Where they differ, the one that is settled goes for both. `isOdd`: it may be another number. */
export function candidateIn(own: string, name: string | undefined, values: Map<string, string>, isOdd: (value: string) => boolean, wrong: (one: Fault) => void): string {
  const column = name === undefined ? undefined : values.get(name);
  if (name === undefined || column === undefined) return own;
  const settle = (value: string): string => {
    values.set(name, value);
    return value;
  };
  const plain = (value: string): string => bare(value).replace(/^0+(?=.)/, '');
  // One of the two may have kept its zeros; whoever settles the number takes the `?` away in one of them.
  if (plain(own) === plain(column)) {
    const both = [bare(column), bare(own)].toSorted((a, b) => b.length - a.length), number = both.find((one) => !isOdd(one)) ?? both[0] ?? '';
    return (own.startsWith('?') && column.startsWith('?')) || isOdd(number) ? `?${number}` : settle(number);
  }
  const settled = [own, column].filter((value) => value !== '' && !value.startsWith('?'));
  if (settled.length !== 1) wrong(fault('answers-two-numbers', { one: own, column: name, other: column }));
  const number = settled[0] ?? own;
  return settle(isOdd(number) ? `?${number}` : number);
}
