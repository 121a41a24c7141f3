import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openEventRecord } from '../../../tests/support/event-record.ts';
import { LogTail } from './log-tail.ts';

it('shows no event before the disk has it, though the record shows it already', async () => {
  await using record = await openEventRecord();
  using tail = new LogTail(record.store.log, 1);
  let told = 0;
  record.store.log.onAppended((events) => { told = events.at(-1)?.seq ?? told; });
  for (let round = 1; round <= 20; round++) {
    const progress = { written: false };
    const writing = record.append(3).finally(() => { progress.written = true; });
    while (!progress.written) {
      expect(tail.lastSeq()).toBe(told);
      expect(tail.next(0, told, 10).events).toEqual([]);
      await turn();
    }
    await writing;
  }
  expect(tail.next(0, 0, 100).events.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
});

it('keeps nothing that every group has dealt with, and finds that in the log', async () => {
  await using record = await openEventRecord();
  using tail = new LogTail(record.store.log, 1);
  const [first, second] = [await record.append(3), await record.append(200)];
  expect([...first, ...second].every((event) => tail.has(event))).toBe(true);
  tail.forget(3);
  expect([first, second].map((events) => events.every((event) => tail.has(event)))).toEqual([false, true]);
  expect(tail.next(0, 1, 4)).toMatchObject({ bytes: null, through: 3, events: [{ seq: 2 }, { seq: 3 }] });
  // What was packed goes on as it was packed.
  expect(tail.next(0, 3, 512)).toMatchObject({ bytes: expect.any(Buffer), through: 203 });
});
