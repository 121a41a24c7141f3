import { expect, test } from 'vitest';
import { PlaceInLog } from './place.ts';

const here = { record: 'a', position: 10 };

test('starts where the first welcome says', () => {
  const place = new PlaceInLog(null);
  expect(place.at).toBeNull();
  place.welcomed(here);
  expect(place.at).toEqual(here);
});

test('tells an event once, however often it comes', () => {
  const place = new PlaceInLog(here);
  place.welcomed(here);
  expect([11, 12, 12, 11, 10, 13].map((seq) => place.reached(seq))).toEqual([true, true, false, false, false, true]);
  expect(place.at).toEqual({ record: 'a', position: 13 });
});

test('moves to another record only with the resync', () => {
  const place = new PlaceInLog(here);
  place.welcomed({ record: 'b', position: 3 });
  expect(place.at).toEqual(here);
  place.resynced(3);
  expect(place.at).toEqual({ record: 'b', position: 3 });
  expect(place.reached(4)).toBe(true);
});

test('asks again from its old place when the line broke between welcome and resync', () => {
  const place = new PlaceInLog(here);
  place.welcomed({ record: 'a', position: 20_000 });
  expect(place.reached(20_001)).toBe(false);
  expect(place.at).toEqual(here);
  place.welcomed({ record: 'a', position: 20_005 });
  place.resynced(20_005);
  expect(place.at).toEqual({ record: 'a', position: 20_005 });
});

test('goes back where the log is shorter than it was', () => {
  const place = new PlaceInLog(here);
  place.welcomed({ record: 'a', position: 4 });
  place.resynced(4);
  expect(place.reached(5)).toBe(true);
});
