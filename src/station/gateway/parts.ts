/** What the gateway stands on: the open parts of the station. */
import type { Backups } from '../backup/backups.ts';
import type { Bus } from '../bus/bus.ts';
import type { StationConfig } from '../config.ts';
import type { Pool } from '../pool/pool.ts';
import type { Queue } from '../queue/queue.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import type { Station } from '../station-api.ts';
import type { Store } from '../store/store.ts';
import type { Tasks } from '../tasks/tasks.ts';
import type { Views } from '../views/views.ts';
import type { Waiting } from '../waiting.ts';
import type { Watches } from '../watch/watches.ts';
import type { Work } from '../work.ts';

export interface GatewayParts {
  readonly config: StationConfig;
  readonly store: Store;
  readonly redis: RedisServer;
  readonly pool: Pool;
  readonly bus: Bus;
  readonly queue: Queue;
  readonly tasks: Tasks;
  readonly work: Work;
  readonly waiting: Waiting;
  readonly views: Views;
  readonly watches: Watches;
  readonly backups: Backups;
  readonly station: Omit<Station, 'address' | 'gateway' | typeof Symbol.asyncDispose>;
  readonly now: () => Date;
  /** What went wrong inside and is being dealt with; goes to `station.log`. Never names, answers or secrets. */
  readonly onTrouble: (trouble: string) => void;
}
