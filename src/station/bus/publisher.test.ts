/** What a publisher feels of groups that fall behind, and of a log that is slower than it. */
import { expect, it } from 'vitest';
import { openEventRecord, pageReceived } from '../../../tests/support/event-record.ts';
import { Publisher } from './publisher.ts';

const many = (count: number) => Array.from({ length: count }, () => pageReceived());

it('refuses what would fill the memory before it is written, takes none of it, and takes more afterwards', async () => {
  await using record = await openEventRecord();
  const publisher = new Publisher(record.parts.log, () => 0);
  const first = publisher.publish(many(15_000));
  await expect(publisher.publish(many(6_000))).rejects.toMatchObject({ code: 'bus-full', passing: true });
  const second = publisher.publish(many(5_000));
  await expect(publisher.publish(many(1))).rejects.toMatchObject({ code: 'bus-full' });
  expect((await Promise.all([first, second])).map((stored) => stored.length)).toEqual([15_000, 5_000]);
  expect((await publisher.publish(many(1)))[0]?.seq).toBe(20_001);
});

it('writes together what is published while the disk is at those before, and what still waits when it closes', async () => {
  await using record = await openEventRecord();
  const appended: number[] = [];
  const publisher = new Publisher({ append: (events) => {
    appended.push(events.length);
    return record.parts.log.append(events);
  } }, () => 0);
  const first = publisher.publish(many(3));
  await new Promise((resolve) => setImmediate(resolve));
  const more = [publisher.publish(many(2)), publisher.publish(many(2_100)), publisher.publish(many(1))];
  expect(appended).toEqual([3]);
  publisher.close();
  expect(appended).toEqual([3, 2_102, 1]);
  expect((await Promise.all([first, ...more])).map((stored) => stored.at(-1)?.seq)).toEqual([3, 5, 2_105, 2_106]);
});

it('has whoever waits for room wait until half of what was too much is dealt with', async () => {
  let behind = 9_999;
  await using record = await openEventRecord();
  const publisher = new Publisher(record.parts.log, () => behind);
  await publisher.room();
  behind = 10_000;
  expect(publisher.pressure()).toEqual({ behind: 10_000, full: true });
  let waits = true;
  const waiting = publisher.room().finally(() => { waits = false; });
  for (behind of [9_999, 5_000]) {
    publisher.moved();
    await Promise.resolve();
    expect(waits).toBe(true);
  }
  behind = 4_999;
  publisher.moved();
  await waiting;
  expect(publisher.pressure()).toEqual({ behind: 4_999, full: false });
});

it('tells whoever waits for room that there will be none', async () => {
  await using record = await openEventRecord();
  const publisher = new Publisher(record.parts.log, () => 10_000);
  const waiting = publisher.room();
  publisher.close();
  await expect(waiting).rejects.toMatchObject({ code: 'station-closed' });
});
