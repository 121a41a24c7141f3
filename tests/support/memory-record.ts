/** An event log and group positions in memory, for tests of what stands on them; the station keeps both in SQLite. */
import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '../../src/contract/events.ts';
import type { EventLog, GroupPositions } from '../../src/station/bus/event-log.ts';

export class MemoryRecord implements EventLog, GroupPositions {
  readonly id: string;
  readonly #events: StoredEvent[] = [];
  readonly #positions = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  constructor(id = 'memory') {
    this.id = id;
  }

  append(count: number, type = 'page.received', payload: StoredEvent['payload'] = {}): void {
    for (let index = 0; index < count; index += 1) {
      this.#events.push({
        seq: this.#events.length + 1, event_id: randomUUID(), type, exam_id: 'exam', correlation_id: this.id, causation_id: null,
        actor: 'test', at: new Date().toISOString(), payload,
      });
    }
    for (const listener of this.#listeners) listener();
  }

  since(after: number, limit: number): readonly StoredEvent[] {
    return this.#events.slice(after, after + limit);
  }

  lastSeq(): number {
    return this.#events.length;
  }

  onAppended(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get(group: string): number {
    return this.#positions.get(group) ?? 0;
  }

  set(group: string, seq: number): void {
    this.#positions.set(group, seq);
  }
}
