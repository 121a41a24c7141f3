import { expect, test } from 'vitest';
import { type LineName, Lines } from './lines.ts';

interface Job { readonly line: LineName; readonly n: number }

function linesWith(...counts: readonly (readonly [LineName, number])[]): Lines<Job> {
  const lines = new Lines<Job>();
  for (const [line, count] of counts) for (let n = 0; n < count; n++) lines.push({ line, n });
  return lines;
}

test('the work of the station comes first, each line in its order', () => {
  const lines = linesWith(['print', 1], ['asked', 2], ['work', 2]);
  expect(Array.from({ length: 5 }, () => lines.next([], 2))).toEqual([{ line: 'work', n: 0 }, { line: 'work', n: 1 }, { line: 'asked', n: 0 }, { line: 'asked', n: 1 }, { line: 'print', n: 0 }]);
  expect(lines.next([], 2)).toBeUndefined();
});

test('while there is always more to read, people and the printer have their turn', () => {
  const lines = linesWith(['work', 1000], ['asked', 100], ['print', 100]);
  const went = Array.from({ length: 200 }, () => lines.next([], 2)?.line);
  const count = (line: LineName): number => went.filter((one) => one === line).length;
  expect(count('work')).toBeGreaterThan(130);
  expect(count('asked')).toBeGreaterThan(25);
  expect(count('print')).toBeGreaterThan(10);
});

test('one print at a time, in a thread of its own, and what people ask for leaves a thread to the work', () => {
  const print: Job = { line: 'print', n: 9 };
  const asked: Job = { line: 'asked', n: 9 };
  const work: Job = { line: 'work', n: 9 };
  expect(linesWith(['print', 5]).next([print], 8)).toBeUndefined();
  expect(linesWith(['print', 5]).next([work, asked], 2)).toMatchObject({ line: 'print' });
  expect(linesWith(['asked', 5]).next([asked], 2)).toBeUndefined();
  // Somebody looks at a page while thousands of sheets are printed.
  expect(linesWith(['print', 5], ['asked', 5]).next([print], 1)).toMatchObject({ line: 'asked' });
  expect(linesWith(['asked', 5], ['work', 5]).next([print, work], 1)).toBeUndefined();
});

test('who has gone is taken out of the line', () => {
  const lines = new Lines<Job>();
  const [first, second]: readonly Job[] = [{ line: 'print', n: 1 }, { line: 'print', n: 2 }];
  if (!first || !second) throw new Error('two jobs');
  lines.push(first);
  lines.push(second);
  lines.remove(first);
  expect(lines.length).toBe(1);
  expect(lines.takeAll()).toEqual([second]);
  expect(lines.length).toBe(0);
});
