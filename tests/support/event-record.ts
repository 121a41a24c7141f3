/** A record of its own for tests of the bus, and events to put into it. */
import type { NewEvent, StoredEvent } from '../../src/contract/events.ts';
import { openStore, type Store } from '../../src/station/store/store.ts';
import { temporaryFolder } from './redis.ts';

export interface EventRecord extends AsyncDisposable {
  readonly store: Store;
  /** Everything that a bus is built on. */
  readonly parts: Pick<Store, 'log' | 'positions' | 'letters'>;
  append(count: number, event?: NewEvent): Promise<readonly StoredEvent[]>;
}

export function pageReceived(examId: string | null = 'exam', correlationId?: string): NewEvent {
  return { type: 'page.received', examId, ...(correlationId === undefined ? {} : { correlationId }), payload: { batch_id: 'b', page_id: 'p', source_id: 's', page_in_file: 1, duplicate_of: null } };
}

export const examCreated: NewEvent = { type: 'exam.created', examId: 'exam', payload: { revision: 1, layout_version: 'v', questions: 2 } };

export async function openEventRecord(): Promise<EventRecord> {
  const folder = await temporaryFolder();
  const store = await openStore(folder.path);
  return {
    store,
    parts: { log: store.log, positions: store.positions, letters: store.letters },
    append: (count, event = pageReceived()) => store.log.append(Array.from({ length: count }, () => event)),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
