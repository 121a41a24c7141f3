/** Writes that wait, as they lie in a place that outlives the page. Several tabs may share it, so each change reads what is there first. */
import { z } from 'zod';
import { type RouteName, routes } from '../../contract/routes.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { KeptTexts } from '../storage.ts';

const isRoute = (name: string): name is RouteName => Object.hasOwn(routes, name);
const keptWriteSchema = z.object({
  key: z.string(), route: z.string().refine(isRoute), since: z.number(), params: z.record(z.string(), z.string()), query: z.record(z.string(), z.string()), body: z.unknown(),
  by: z.string().nullable().default(null),
});
export type KeptWrite = z.infer<typeof keptWriteSchema>;

const keptAs = 'zhiyue.writes';

export class KeptWrites {
  readonly #storage: KeptTexts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: KeptTexts) {
    this.#storage = storage;
  }

  /** In the order in which they were made. What an older version kept in another shape is left out. */
  async read(): Promise<KeptWrite[]> {
    let said: unknown;
    try {
      said = JSON.parse((await this.#storage.get(keptAs)) ?? '[]');
    } catch {
      return [];
    }
    return z.array(z.unknown()).catch([]).parse(said).flatMap((one) => keptWriteSchema.safeParse(one).data ?? []);
  }

  /** Throws what the storage throws, when it is full for example. */
  add(write: KeptWrite): Promise<void> {
    return this.#change((writes) => [...writes.filter(({ key }) => key !== write.key), write]);
  }

  remove(key: string): Promise<void> {
    return this.#change((writes) => writes.filter((write) => write.key !== key));
  }

  #change(change: (writes: KeptWrite[]) => KeptWrite[]): Promise<void> {
    const done = this.#last.then(() => oneAtATime(keptAs, async () => {
      const writes = change(await this.read());
      await this.#storage.set(keptAs, writes.length === 0 ? null : JSON.stringify(writes));
    }));
    this.#last = done.catch(() => {});
    return done;
  }
}
