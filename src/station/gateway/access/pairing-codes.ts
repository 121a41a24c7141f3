/**
 * Pairing codes: open for ten minutes, good for one device, in memory only and hashed there. A restart voids them.
 * Guessing: 31^8 codes, at most 20 of them open, five wrong tries a minute from one address, and twenty altogether within ten minutes void every open code and close pairing for five minutes.
 */
import { createHmac, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Principal } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';

/** Without I, L, O, 0 and 1, which are taken for each other. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeLength = 8;
const codeMs = 10 * 60_000;
const mostOpen = 20;
const triesWindowMs = 60_000;
const triesOfOneAddress = 5;
const failuresWindowMs = 10 * 60_000;
const failuresThatLock = 20;
const lockMs = 5 * 60_000;

export interface OpenPairing {
  readonly pairingId: string;
  readonly role: Principal['role'];
  readonly exams: Principal['exams'];
  /** Id of the principal who made it. */
  readonly madeBy: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface PairingCodes {
  /** Throws ZhiyueError rate-limited when too many are open, or pairing is closed. */
  open(choice: Pick<OpenPairing, 'role' | 'exams' | 'madeBy'>): OpenPairing & { readonly code: string };
  /** Those that a device could still use, the oldest first. */
  list(): OpenPairing[];
  /** No device can use it any more; false when none could before. One that is just being used is not given back. */
  void(pairingId: string): boolean;
  /** Takes the code: it is of no use afterwards. `address`: who tries. Throws ZhiyueError pairing-refused, rate-limited. */
  take(code: string, address: string): OpenPairing;
  /** What was taken could not be made a session: the code is good again, as long as it would have been. */
  giveBack(pairingId: string): void;
}

export interface PairingOptions {
  readonly now: () => Date;
  readonly onLocked: (locked: { readonly failures: number; readonly until: Date }) => void;
}

/** As people type it: case, spaces and dashes do not matter. */
export function plainCode(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replace(/[\s\p{Dash}]/gu, '');
}

export function pairingCodes({ now, onLocked }: PairingOptions): PairingCodes {
  const key = randomBytes(32);
  const hashOf = (code: string): Buffer => createHmac('sha256', key).update(code).digest();
  interface Open { readonly hash: Buffer; readonly pairing: OpenPairing }
  let openOnes: Open[] = [];
  let takenOnes: Open[] = [];
  let failures: { readonly at: number; readonly address: string }[] = [];
  let lockedUntil = 0;

  function tidy(at: number): void {
    openOnes = openOnes.filter(({ pairing }) => pairing.expiresAt > at);
    takenOnes = takenOnes.filter(({ pairing }) => pairing.expiresAt > at);
    failures = failures.filter((failure) => failure.at > at - failuresWindowMs);
  }
  function refuseWhileLocked(at: number): void {
    if (at < lockedUntil) throw new ZhiyueError('rate-limited', `Too many wrong pairing codes were tried: none is taken for ${Math.ceil((lockedUntil - at) / 60_000)} more minutes.`);
  }
  function failed(at: number, address: string): void {
    failures.push({ at, address });
    if (failures.length < failuresThatLock) return;
    lockedUntil = at + lockMs;
    const locked = { failures: failures.length, until: new Date(lockedUntil) };
    openOnes = [];
    failures = [];
    onLocked(locked);
  }

  return {
    open({ role, exams, madeBy }) {
      const at = now().getTime();
      tidy(at);
      refuseWhileLocked(at);
      if (openOnes.length >= mostOpen) throw new ZhiyueError('rate-limited', `${mostOpen} pairing codes are open already: use one, void one, or wait until one has run out.`);
      const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)] ?? '').join('');
      const pairing: OpenPairing = { pairingId: randomUUID(), role, exams, madeBy, expiresAt: at + codeMs };
      openOnes.push({ hash: hashOf(letters), pairing });
      return { ...pairing, code: `${letters.slice(0, 4)}-${letters.slice(4)}` };
    },
    list() {
      tidy(now().getTime());
      return openOnes.map(({ pairing }) => pairing);
    },
    void(pairingId) {
      tidy(now().getTime());
      const others = openOnes.filter(({ pairing }) => pairing.pairingId !== pairingId);
      const wasOpen = others.length < openOnes.length;
      openOnes = others;
      takenOnes = takenOnes.filter(({ pairing }) => pairing.pairingId !== pairingId);
      return wasOpen;
    },
    take(code, address) {
      const at = now().getTime();
      tidy(at);
      refuseWhileLocked(at);
      const lately = failures.filter((failure) => failure.address === address && failure.at > at - triesWindowMs).length;
      if (lately >= triesOfOneAddress) throw new ZhiyueError('rate-limited', 'Too many wrong pairing codes from this device: wait a minute.');
      const hash = hashOf(plainCode(code));
      // All are looked at, so that the time says nothing of which one it is.
      const [taken] = openOnes.filter((open) => timingSafeEqual(open.hash, hash));
      if (!taken) {
        failed(at, address);
        throw new ZhiyueError('pairing-refused', 'The pairing code is wrong, used already, or too old.');
      }
      openOnes = openOnes.filter((open) => open !== taken);
      takenOnes.push(taken);
      return taken.pairing;
    },
    giveBack(pairingId) {
      const taken = takenOnes.find(({ pairing }) => pairing.pairingId === pairingId);
      if (!taken) return;
      takenOnes = takenOnes.filter((open) => open !== taken);
      openOnes.push(taken);
    },
  };
}
