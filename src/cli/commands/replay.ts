import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Console } from '../console.ts';
import { pointInTime } from '../options.ts';
import { withStation } from '../running-station.ts';
import { openRecord, refuseUnknownExam, refuseUnknownType } from './events.ts';

export interface ReplayOptions {
  readonly group?: string;
  readonly exam?: string;
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** `zhiyue events replay`: gives events of the log to a handler group once more. */
export async function replay({ group, exam, type, since, until, dataDir, json }: ReplayOptions, console: Console): Promise<number> {
  if (group === undefined) throw ZhiyueError.of('option-invalid', [fault('option-group-needed')], { about: 'events replay' });
  refuseUnknownType(type);
  if (exam !== undefined) {
    using record = await openRecord(dataDir, console);
    refuseUnknownExam(record.db, exam);
  }
  const now = new Date();
  const range = {
    group, ...(exam === undefined ? {} : { exam }), ...(type === undefined ? {} : { type }),
    ...(since === undefined ? {} : { since: pointInTime('--since', since, now) }), ...(until === undefined ? {} : { until: pointInTime('--until', until, now) }),
  };
  return withStation(console, dataDir, async ({ client }) => {
    let [handled, failed] = [0, 0];
    for (let after: number | null = 0; after !== null;) {
      const outcome: { readonly handled: number; readonly failed: number; readonly next: number | null } = await client.request('replayEvents', { body: { ...range, after } });
      handled += outcome.handled;
      failed += outcome.failed;
      after = outcome.next;
    }
    if (json) console.out(JSON.stringify({ handled, failed }));
    else console.out(console.t('replay.done', { group, handled, failed }));
    return failed === 0 ? 0 : 1;
  });
}
