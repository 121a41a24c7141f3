/** What the suite needs of a way between client and station, whatever it is. */
import type { ClientOptions } from '../../../src/client/client.ts';
import type { StationClient } from '../../../src/client/station-client.ts';
import type { Principal } from '../../../src/contract/access.ts';
import type { House } from './house.ts';

export type Who = Pick<Principal, 'role' | 'exams'>;

export interface Line extends AsyncDisposable {
  /** A client of the operator (always the same device), or of somebody else. */
  client(who?: Who, options?: Partial<Omit<ClientOptions, 'transport'>>): Promise<StationClient>;
  /** Ends every connection; none comes through until `mend`. */
  cut(): void;
  isCut(): boolean;
  mend(): void;
  /** Lets what is asked next through, and cuts the line when its answer comes back. */
  loseNextAnswer(): void;
}

export type OpenLine = (house: House) => Promise<Line>;
