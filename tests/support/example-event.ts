/** The code of docs/adding-an-event.md: compiled with everything else, and run by a test. */
import { joinFlow } from '../../src/station/flow.ts';
import { on, type Reaction } from '../../src/station/reaction.ts';
import type { Bus } from '../../src/station/bus/bus.ts';
import type { StoredEvent } from '../../src/contract/events.ts';
import type { Store } from '../../src/station/store/store.ts';

export function giveUp(store: Store, examId: string, batchId: string, pages: number): Promise<StoredEvent> {
  return store.write((tx) => {
    tx.run('UPDATE batches SET state = ? WHERE batch_id = ?', 'reading', batchId);
    return tx.append({ type: 'batch.cancelled', examId, correlationId: batchId, payload: { batch_id: batchId, pages } });
  });
}

export function cancellationReactions(store: Store): Reaction[] {
  return [
    on('batch.cancelled', async ({ event_id, payload: { batch_id, pages } }) => {
      await store.write((tx) => {
        // The bus delivers at least once: the second time the row is there already.
        tx.run('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', `cancelled:${event_id}`, JSON.stringify({ batch_id, pages }));
      });
    }),
  ];
}

export async function join(bus: Bus, store: Store): Promise<void> {
  await joinFlow(bus, { cancellations: cancellationReactions(store) });
}
