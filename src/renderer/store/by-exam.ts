/** What goes on for each exam while somebody looks at another screen, for whoever wants to show it (`useSyncExternalStore`). */
import type { StationClient } from '../../client/station-client.ts';

export abstract class ByExam<T> {
  readonly #byExam = new Map<string, T>();
  readonly #watchers = new Set<() => void>();

  of(examId: string): T | null {
    return this.#byExam.get(examId) ?? null;
  }

  /** Returns what ends it. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  /** Null forgets it. */
  protected set(examId: string, state: T | null): void {
    if (state === null) this.#byExam.delete(examId);
    else this.#byExam.set(examId, state);
    for (const changed of this.#watchers) changed();
  }
}

/** One for each client, and gone with it: the screens come and go, the work stays. */
export function onePerClient<T extends object>(make: (client: StationClient) => T): (client: StationClient) => T {
  const ofClient = new WeakMap<StationClient, T>();
  return (client) => {
    const known = ofClient.get(client);
    if (known !== undefined) return known;
    const made = make(client);
    ofClient.set(client, made);
    return made;
  };
}
