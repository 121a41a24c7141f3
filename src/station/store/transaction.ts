/** One transaction for several requests: each has a savepoint of its own, so that one that fails takes nothing with it. */
import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from '../../contract/events.ts';
import type { Pack } from '../bus/event-log.ts';
import { Additions, type Appending } from './additions.ts';
import { Bursts } from './bursts.ts';
import type { Db } from './database.ts';
import { diskTrouble } from './trouble.ts';

export interface Tx extends Db, Appending {
  readonly now: Date;
}

export interface Failure { readonly error: unknown }

export interface Request {
  run(tx: Tx): void;
  settle(failure: Failure | null): void;
}

/** A transaction that was committed; the disk may not have it yet. */
export interface Committed {
  readonly requests: readonly Request[];
  /** Of the requests, in their order. */
  readonly outcomes: readonly (Failure | null)[];
  readonly appended: readonly StoredEvent[];
  readonly packs: readonly Pack[];
  /** About so many bytes of the write-ahead log. */
  readonly bytes: number;
}

export interface TransactionOptions {
  readonly database: DatabaseSync;
  readonly db: Db;
  readonly dataFolder: string;
  readonly now: () => Date;
  /** Called at the start of each transaction: what rides along with it. */
  readonly alongside: (db: Db) => void;
}

/** Commits the requests in the transaction that the caller has begun; throws what concerns all of them, and then nothing of them stands. */
export function committing({ database, db, dataFolder, now, alongside }: TransactionOptions): (requests: readonly Request[]) => Committed {
  const savepoint = database.prepare('SAVEPOINT request');
  const release = database.prepare('RELEASE request');
  const commit = database.prepare('COMMIT');
  const bursts = new Bursts();

  const outcomeOf = (request: Request, additions: Additions): Failure | null => {
    const at = now();
    const takeBack = additions.mark();
    savepoint.run();
    try {
      request.run({ ...db, now: at, ...additions.at(at) });
      release.run();
      return null;
    } catch (error) {
      // A full disk may have rolled everything back already: then nothing of this group stands.
      if (!database.isTransaction) throw error;
      database.exec('ROLLBACK TO request; RELEASE request');
      takeBack();
      return { error: diskTrouble(error, dataFolder) };
    }
  };

  return (requests) => {
    try {
      alongside(db);
      const additions = new Additions(db, bursts);
      const outcomes = requests.map((request) => outcomeOf(request, additions));
      commit.run();
      return { requests, outcomes, appended: additions.events, packs: additions.packs, bytes: additions.bytes };
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
}
