import { expect, test } from 'vitest';
import { troublesOf } from './troubles.ts';

const well = { parts: { record: 'up', redis: 'waiting' }, deadLetters: 0, memory: { rssBytes: 1, machineBytes: 8e9, machineFreeBytes: 2e9 }, disk: { freeBytes: 50e9, totalBytes: 100e9 } } as const;

test('a station that only waits for a part is not called troubled; one with a part down, letters, or little room is, each by name', () => {
  expect(troublesOf(well)).toEqual([]);
  expect(troublesOf({ ...well, disk: null })).toEqual([]);
  expect(troublesOf({ ...well, parts: { ...well.parts, queue: 'down' }, deadLetters: 2 })).toEqual(['parts', 'letters']);
  expect(troublesOf({ ...well, memory: { ...well.memory, machineFreeBytes: 1e8 }, disk: { freeBytes: 1e9, totalBytes: 100e9 } })).toEqual(['memory', 'disk']);
});
