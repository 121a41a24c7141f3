import { ZhiyueError } from '../../contract/errors.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { fault } from '../../contract/faults.ts';
import { readConfig } from '../../station/config.ts';
import { traceOf } from '../../station/store/trace.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { SaidError } from '../said-error.ts';
import { openRecord } from './events.ts';

export interface TraceOptions { readonly id: string; readonly dataDir?: string; readonly json?: boolean }

/** `zhiyue trace ID`: what happened around an event (by its id or number), a page, a batch or the pages of a candidate number, each step under what led to it. Reads the record itself. */
export async function trace({ id, dataDir, json }: TraceOptions, console: Console): Promise<number> {
  if (id.trim() === '') throw ZhiyueError.of('option-invalid', [fault('option-trace-nothing')], { about: 'trace' });
  using record = await openRecord(dataDir, console);
  const at = console.at(readConfig(console.environment, dataDir === undefined ? {} : { dataFolder: dataDir }).dataFolder);
  const found = traceOf(record.db, id.trim());
  if (found === null) throw new SaidError('not-found', console.t('trace.nothing', { id, at }));
  const { about, events, pageIds } = found;
  if (about !== 'candidate' && pageIds.length > 0) console.note(console.t('trace.candidate-too', { id, at, pages: pageIds.join(', ') }));
  if (json) console.out(JSON.stringify({ about, events }));
  else for (const line of stepsOf(events)) console.out(line);
  return 0;
}

function stepsOf(events: readonly StoredEvent[]): string[] {
  const depths = new Map<string, number>();
  return events.map((event) => {
    const depth = event.causation_id === null ? 0 : (depths.get(event.causation_id) ?? -1) + 1;
    depths.set(event.event_id, depth);
    return `${String(event.seq).padStart(6)}  ${localTime(new Date(event.at))}  ${'  '.repeat(Math.min(depth, 12))}${depth > 0 ? '└ ' : ''}${event.type}  ${JSON.stringify(event.payload)}`;
  });
}
