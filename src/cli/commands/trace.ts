import type { StoredEvent } from '../../contract/events.ts';
import { readConfig } from '../../station/config.ts';
import type { Db } from '../../station/store/database.ts';
import { findEvents } from '../../station/store/events.ts';
import { eventsOfCandidate, traceOf } from '../../station/store/trace.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { SaidError } from '../said-error.ts';
import { openRecord } from './events.ts';

export interface TraceOptions { readonly id: string; readonly dataDir?: string; readonly json?: boolean }

/** `zhiyue trace ID`: what happened around an event (by its id or number), a page, a batch or the pages of a candidate number, each step under what led to it. Reads the record itself. */
export async function trace({ id, dataDir, json }: TraceOptions, console: Console): Promise<number> {
  using record = await openRecord(dataDir, console);
  const at = console.at(readConfig(console.environment, dataDir === undefined ? {} : { dataFolder: dataDir }).dataFolder);
  const candidate = eventsOfCandidate(record.db, id);
  const found = traceOf(record.db, /^[1-9]\d{0,14}$/.test(id) ? eventIdOf(record.db, Number(id)) ?? id : id)
    ?? (candidate.events.length === 0 ? null : { about: 'candidate' as const, events: candidate.events });
  if (found === null) throw new SaidError('not-found', console.t('trace.nothing', { id, at }));
  if (found.about !== 'candidate' && candidate.pageIds.length > 0) console.note(console.t('trace.candidate-too', { id, at, pages: candidate.pageIds.join(', ') }));
  if (json) console.out(JSON.stringify(found));
  else for (const line of stepsOf(found.events)) console.out(line);
  return 0;
}

/** Of the event with this number in the log. */
function eventIdOf(db: Db, seq: number): string | null {
  const event = findEvents(db, { after: seq - 1, limit: 1 })[0];
  return event?.seq === seq ? event.event_id : null;
}

function stepsOf(events: readonly StoredEvent[]): string[] {
  const depths = new Map<string, number>();
  return events.map((event) => {
    const depth = event.causation_id === null ? 0 : (depths.get(event.causation_id) ?? -1) + 1;
    depths.set(event.event_id, depth);
    return `${String(event.seq).padStart(6)}  ${localTime(new Date(event.at))}  ${'  '.repeat(Math.min(depth, 12))}${depth > 0 ? '└ ' : ''}${event.type}  ${JSON.stringify(event.payload)}`;
  });
}
