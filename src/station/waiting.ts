/** Waiting for the record to say something, or for the station to be unable to go on. */
import { ZhiyueError } from '../contract/errors.ts';
import type { Store } from './store/store.ts';

export interface Waiting {
  /** Resolves with the first value of `look` that is not null, asked again after every commit with events. Throws what makes the station unable to go on. */
  until<T>(look: () => T | null, about?: string): Promise<T>;
  /** What one waits for (by `about`) will not come. */
  giveUp(about: string, error: unknown): void;
  /** The station cannot go on until somebody does something: whoever waits is told. */
  fault(error: ZhiyueError): void;
  /** What was wrong may be over. */
  clear(): void;
  close(): void;
}

export function waitingOn(store: Store): Waiting {
  const rejecters = new Map<(error: unknown) => void, string | undefined>();
  let standing: ZhiyueError | null = null;
  const fail = (error: unknown): void => { for (const reject of rejecters.keys()) reject(error); };
  return {
    until: <T>(look: () => T | null, about?: string) => new Promise<T>((resolve, reject) => {
      const finish = (act: () => void): void => {
        stop();
        rejecters.delete(rejectOnce);
        act();
      };
      const rejectOnce = (error: unknown): void => finish(() => reject(error));
      const check = (): void => {
        try {
          const found = look();
          if (found !== null) finish(() => resolve(found));
        } catch (error) {
          rejectOnce(error);
        }
      };
      const stop = store.log.onAppended(check);
      rejecters.set(rejectOnce, about);
      check();
      if (standing && rejecters.has(rejectOnce)) rejectOnce(standing);
    }),
    giveUp(about, error) {
      for (const [reject, its] of rejecters) if (its === about) reject(error);
    },
    fault(error) {
      standing = error;
      fail(error);
    },
    clear() {
      standing = null;
    },
    close: () => fail(new ZhiyueError('station-closed', 'The station is being stopped; what was put in is safe and goes on at the next start.')),
  };
}
