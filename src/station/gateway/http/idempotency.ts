/**
 * A write with a key does its work once: a repeat gets the same answer.
 * What is under way is known in memory; what has been answered stands in the record for a week. A row without an answer whose work is not under way belongs to a station that died.
 * Each change of a request marks its row in the change's own transaction: a repeat that finds no mark does the work; one that finds a mark but no answer is told so, and its handler answers from the record.
 * Only successes are kept: who was refused has changed nothing and may ask again under the same key.
 */
import { z } from 'zod';
import { ZhiyueError } from '../../../contract/errors.ts';
import { alongWith } from '../../store/along-with.ts';
import type { Store } from '../../store/store.ts';
import type { EarlierTry } from './handlers.ts';

export interface KeptAnswer {
  readonly status: number;
  /** JSON text; null for none. */
  readonly json: string | null;
}

export interface Once {
  readonly principalId: string;
  readonly key: string;
  /** Of everything that was asked for. */
  readonly fingerprint: string;
}

export type Act = (earlier: EarlierTry | null) => Promise<KeptAnswer>;

export interface Idempotency extends Disposable {
  /** Throws ZhiyueError idempotency-conflict when the key was used for something else, or what `act` throws. */
  once(request: Once, act: Act): Promise<KeptAnswer & { readonly replayed: boolean }>;
}

/** Status of a row whose change is made and whose answer is not known yet; its `answer` is then the `seq` of an event. */
const changed = 0;
const keptMs = 7 * 24 * 3_600_000;
const row = z.object({ fingerprint: z.string(), status: z.int().nullable(), answer: z.string().nullable() });

export function openIdempotency(store: Pick<Store, 'db' | 'write'>, { now, onTrouble }: { readonly now: () => Date; readonly onTrouble: (trouble: string) => void }): Idempotency {
  const underWay = new Map<string, { readonly fingerprint: string; readonly work: Promise<KeptAnswer | null> }>();

  const forgetOld = (): void => {
    const before = new Date(now().getTime() - keptMs).toISOString();
    store.write((tx) => tx.run('DELETE FROM idempotent_requests WHERE at < ?', before)).catch((error: unknown) => onTrouble(`old answers could not be removed: ${String(error)}`));
  };
  const cleaning = setInterval(forgetOld, 3_600_000);
  cleaning.unref();

  async function work({ principalId, key, fingerprint }: Once, act: Act, earlier: EarlierTry | null): Promise<KeptAnswer> {
    // Committed no later than what `act` writes: the writer keeps the order.
    const begun = store.write((tx) => tx.run(
      'INSERT INTO idempotent_requests (principal_id, idempotency_key, fingerprint, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
      principalId, key, fingerprint, tx.now.toISOString(),
    ));
    try {
      const acting = alongWith((tx, seq) => {
        tx.run('UPDATE idempotent_requests SET status = ?, answer = coalesce(answer, ?) WHERE principal_id = ? AND idempotency_key = ? AND coalesce(status, ?) = ?', changed, seq === null ? null : String(seq), principalId, key, changed, changed);
      }, () => act(earlier));
      const [answer] = await Promise.all([acting, begun]);
      await store.write((tx) => tx.run('UPDATE idempotent_requests SET status = ?, answer = ? WHERE principal_id = ? AND idempotency_key = ?', answer.status, answer.json, principalId, key));
      return answer;
    } catch (error) {
      await store.write((tx) => tx.run('DELETE FROM idempotent_requests WHERE principal_id = ? AND idempotency_key = ? AND status IS NULL', principalId, key))
        .catch((failure: unknown) => onTrouble(`an idempotency key could not be given back: ${String(failure)}`));
      throw error;
    }
  }

  return {
    async once(request, act) {
      const { principalId, key, fingerprint } = request;
      const name = JSON.stringify([principalId, key]);
      for (;;) {
        const other = underWay.get(name);
        if (other) {
          if (other.fingerprint !== fingerprint) throw conflict(key);
          const answer = await other.work;
          if (answer) return { ...answer, replayed: true };
          continue;
        }
        const known = store.db.get(row, 'SELECT fingerprint, status, answer FROM idempotent_requests WHERE principal_id = ? AND idempotency_key = ?', principalId, key);
        if (known && known.fingerprint !== fingerprint) throw conflict(key);
        if (known && known.status !== null && known.status !== changed) return { status: known.status, json: known.answer, replayed: true };
        const doing = work(request, act, known?.status === changed ? { seq: known.answer === null ? null : Number(known.answer) } : null);
        underWay.set(name, { fingerprint, work: doing.catch(() => null) });
        try {
          return { ...await doing, replayed: false };
        } finally {
          underWay.delete(name);
        }
      }
    },
    [Symbol.dispose]: () => clearInterval(cleaning),
  };
}

function conflict(key: string): ZhiyueError {
  return new ZhiyueError('idempotency-conflict', 'This Idempotency-Key was used for another request: choose a new one.', { about: key });
}
