/**
 * The LAN, closed until the operator opens it; the decision is kept, so that a station that starts again is as open as it was.
 *
 *   closed ──open──▶ open ──close──▶ closed
 *   start, and it was open when the station stopped: open again; where that fails it stays closed, and `station.log` says why
 */
import { z } from 'zod';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { lanSchema } from '../../../contract/routes/access.ts';
import type { StationConfig } from '../../config.ts';
import type { Store } from '../../store/store.ts';
import { type Certificate, keptCertificate } from './certificate.ts';
import { originOf, type OwnOrigin } from './doors.ts';
import { type Inside, type LanListener, openLanListener } from './lan-listener.ts';
import { lanAddresses, lanNames, urlHost } from './own-addresses.ts';
import { keepSetting, keptSetting } from './settings.ts';

export type LanState = z.infer<typeof lanSchema>;
export interface LanChoice { readonly tls: boolean; readonly port: number }

export interface Lan extends AsyncDisposable {
  state(): LanState;
  /** Under which addresses requests from the LAN may name the station. */
  origins(): readonly OwnOrigin[];
  /** Opens it, or opens it anew where it is open in another way. Throws ZhiyueError option-invalid. */
  open(choice: { readonly tls: boolean; readonly port?: number | undefined }, actor: string): Promise<LanState>;
  /** `lastAnswer`: of the request that asks, where it came over the LAN itself; the connections end when that has left. */
  close(actor: string, lastAnswer?: Promise<void>): Promise<LanState>;
  /** Takes up what was decided before the last stop. */
  resume(inside: Inside): Promise<void>;
}

export interface LanParts {
  readonly config: Pick<StationConfig, 'dataFolder' | 'lanPort' | 'lanHost'>;
  readonly store: Store;
  readonly now: () => Date;
  readonly onTrouble: (trouble: string) => void;
}

const settingName = 'lan';
const settingSchema = z.object({ open: z.boolean(), tls: z.boolean(), port: z.int() });
const closedState: LanState = { open: false, addresses: [], port: null, tls: false, fingerprint: null, certificateUntil: null };

/** Asking the system costs a fifth of a millisecond, and every request wants to know. */
const addressesGoodForMs = 2000;

interface Opened { readonly listener: LanListener; readonly certificate: Certificate | null; readonly asked: LanChoice }

export function lanOf({ config, store, now, onTrouble }: LanParts): Lan {
  let inside: Inside | null = null;
  let opened: Opened | null = null;
  let leaving: Promise<void> | undefined;
  // One after the other: two people may press the button at once.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act, act);
    last = next.catch(() => undefined);
    return next;
  };

  let known: { readonly of: Opened; readonly at: number; readonly origins: readonly OwnOrigin[] } | null = null;
  function origins(): readonly OwnOrigin[] {
    if (!opened) return [];
    const at = performance.now();
    if (known?.of !== opened || at - known.at > addressesGoodForMs) known = { of: opened, at, origins: originsNow(opened) };
    return known.origins;
  }
  function originsNow({ listener: { port }, certificate }: Opened): OwnOrigin[] {
    return [...lanAddresses(config.lanHost).map(urlHost), ...lanNames()].map((host) => ({ scheme: certificate ? 'https' : 'http', host, port }));
  }
  function state(): LanState {
    if (!opened) return closedState;
    const { listener: { port }, certificate } = opened;
    const addresses = lanAddresses(config.lanHost).map((address) => originOf({ scheme: certificate ? 'https' : 'http', host: urlHost(address), port }));
    return { open: true, addresses, port, tls: certificate !== null, fingerprint: certificate?.fingerprint ?? null, certificateUntil: certificate?.until.toISOString() ?? null };
  }
  async function listen(choice: LanChoice): Promise<void> {
    if (!inside) throw new ZhiyueError('option-invalid', 'This station has no gateway that could be opened to the LAN.', { about: 'LAN' });
    const certificate = choice.tls ? await keptCertificate(config.dataFolder, [...lanAddresses(config.lanHost), ...lanNames()], now()) : null;
    opened = { listener: await openLanListener({ inside, host: config.lanHost, port: choice.port, certificate }), certificate, asked: choice };
  }
  async function shut(lastAnswer?: Promise<void>): Promise<void> {
    const closing = opened?.listener.close(lastAnswer);
    opened = null;
    // Whoever waits for its own answer cannot wait for that.
    if (lastAnswer) leaving = closing;
    else await closing;
  }
  function record(actor: string): Promise<void> {
    return store.write((tx) => {
      if (opened) {
        const { listener: { port }, asked: { tls, port: asked } } = opened;
        keepSetting(tx, settingName, { open: true, tls, port: asked });
        tx.append({ type: 'lan.opened', examId: null, actor, payload: { port, tls } });
      } else {
        keepSetting(tx, settingName, { open: false, tls: true, port: config.lanPort });
        tx.append({ type: 'lan.closed', examId: null, actor, payload: {} });
      }
    });
  }

  return {
    state,
    origins,
    open: ({ tls, port }, actor) => inTurn(async () => {
      const choice: LanChoice = { tls, port: port ?? config.lanPort };
      if (opened && opened.asked.tls === choice.tls && (opened.asked.port === choice.port || opened.listener.port === choice.port)) return state();
      await shut();
      await listen(choice);
      await record(actor);
      return state();
    }),
    close: (actor, lastAnswer) => inTurn(async () => {
      if (!opened && keptSetting(store.db, settingName, settingSchema)?.open !== true) return state();
      await shut(lastAnswer);
      await record(actor);
      return state();
    }),
    resume: (given) => inTurn(async () => {
      inside = given;
      const kept = keptSetting(store.db, settingName, settingSchema);
      if (!kept?.open) return;
      try {
        await listen(kept);
        await record('station');
      } catch (error) {
        onTrouble(`the LAN was open when the station stopped and cannot be opened again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
    [Symbol.asyncDispose]: () => inTurn(async () => {
      await shut();
      await leaving;
    }),
  };
}
