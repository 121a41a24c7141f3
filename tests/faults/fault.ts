/** What a fault is to the driver. */
import type { Random } from '../../src/simulate/random.ts';
import type { InjectedTrouble, ToStation } from './messages.ts';

export interface World {
  /** How many are put in. */
  readonly pages: number;
  /** Of this run; goes with it. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly random: Random;
  /** Process id of the station; null before its start. */
  readonly station: () => number | null;
  readonly tell: (message: ToStation) => void;
  /** Called at the end of the run. */
  readonly defer: (close: () => void | Promise<void>) => void;
}

export interface Prepared {
  /** The station uses this server in place of its own. */
  readonly redisUrl?: string;
  readonly taskTimeoutMs?: number;
  readonly trouble?: Omit<InjectedTrouble, 'seed'>;
  /** Pages may be given up with this error code. */
  readonly givenUpAs?: string;
  /** Events may end as dead letters. */
  readonly deadLetters?: boolean;
}

export interface Fault {
  readonly name: string;
  readonly about: string;
  /** Before the station starts. */
  prepare?(world: World): Promise<Prepared>;
  /** At the seeded moment; without it the fault is there from the start. */
  strike?(world: World): Promise<void>;
  /** How often it strikes, at moments a few events apart; once when left out. */
  readonly times?: number;
}
