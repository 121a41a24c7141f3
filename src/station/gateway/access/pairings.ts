/** Pairing codes as people and the event log know them: made, used, voided. What a code is and how it is guarded: `pairing-codes.ts`. */
import { mayDo } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { Store } from '../../store/store.ts';
import { type OpenPairing, pairingCodes } from './pairing-codes.ts';
import type { Sessions } from './sessions.ts';

export interface Pairings {
  /** Throws ZhiyueError rate-limited when too many are open, or pairing is closed. */
  create(choice: Pick<OpenPairing, 'role' | 'exams' | 'madeBy'>): Promise<OpenPairing & { readonly code: string }>;
  /** Those that a device could still use, the oldest first. */
  list(): OpenPairing[];
  /** Throws ZhiyueError not-found when no device could use it any more. */
  void(pairingId: string, actor: string): Promise<void>;
  /** `make` makes a session of it; where it fails the code is good again. `address`: who tries. Throws ZhiyueError pairing-refused, rate-limited, and what `make` throws. */
  use<T>(code: string, address: string, make: (pairing: OpenPairing) => Promise<T>): Promise<T>;
}

export interface PairingParts {
  readonly store: Pick<Store, 'write'>;
  readonly sessions: Pick<Sessions, 'onChanged'>;
  readonly now: () => Date;
  readonly onTrouble: (trouble: string) => void;
}

export function pairingsOn({ store, sessions, now, onTrouble }: PairingParts): Pairings {
  const unrecorded = (what: string) => (error: unknown): void => onTrouble(`${what}, which could not be recorded: ${String(error)}`);
  const codes = pairingCodes({
    now,
    onLocked: ({ failures, until }) => {
      store.write((tx) => tx.append({ type: 'pairing.locked', examId: null, payload: { failures, until: until.toISOString() } })).catch(unrecorded('pairing was locked'));
    },
  });

  async function recordVoided({ pairingId, role, exams }: OpenPairing, actor: string): Promise<void> {
    await store.write((tx) => tx.append({ type: 'pairing.voided', examId: null, actor, payload: { pairing_id: pairingId, role, exams } }));
  }

  // A device that was taken over must not leave itself a second way in.
  sessions.onChanged(({ principalId, principal }) => {
    if (principal !== null && mayDo(principal, 'access.change', null)) return;
    for (const pairing of codes.list()) if (pairing.madeBy === principalId && codes.void(pairing.pairingId)) recordVoided(pairing, 'station').catch(unrecorded('a pairing code was voided'));
  });

  return {
    list: () => codes.list(),
    async create(choice) {
      const made = codes.open(choice);
      const { pairingId, role, exams, madeBy } = made;
      try {
        await store.write((tx) => tx.append({ type: 'pairing.created', examId: null, actor: madeBy, payload: { pairing_id: pairingId, role, exams } }));
      } catch (error) {
        codes.void(pairingId);
        throw error;
      }
      return made;
    },
    async void(pairingId, actor) {
      const pairing = codes.list().find((open) => open.pairingId === pairingId);
      // First that it is of no use, then the record: nobody shall use it meanwhile.
      if (!codes.void(pairingId) || !pairing) throw new ZhiyueError('not-found', 'No open pairing code is that one: it was used or voided already, or it has run out.', { about: pairingId });
      await recordVoided(pairing, actor);
    },
    async use(code, address, make) {
      const pairing = codes.take(code, address);
      try {
        return await make(pairing);
      } catch (error) {
        codes.giveBack(pairing.pairingId);
        throw error;
      }
    },
  };
}
