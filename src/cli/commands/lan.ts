import type { AnswerOf } from '../../contract/routes.ts';
import type { Console } from '../console.ts';
import { localDay } from '../local-time.ts';
import { withStation } from '../running-station.ts';

export interface LanOptions { readonly action: 'open' | 'close' | 'status'; readonly dataDir?: string; readonly port?: number; readonly tls: boolean; readonly json?: boolean }

/** `zhiyue lan open|close|status`: whether others on the LAN reach the station. */
export async function lan({ action, dataDir, port, tls, json }: LanOptions, console: Console): Promise<number> {
  const { state, at } = await withStation(console, dataDir, async ({ client, dataFolder }) => {
    const asked = action === 'status' ? client.request('getLan', {}) : action === 'close' ? client.request('closeLan', {}) : client.request('openLan', { body: { tls, ...(port === undefined ? {} : { port }) } });
    return { state: await asked, at: console.at(dataFolder) };
  });
  if (json) console.out(JSON.stringify(state));
  else for (const line of lanLines(state, at, console)) console.out(line);
  return 0;
}

function lanLines({ open, addresses, tls, fingerprint, certificateUntil }: AnswerOf<'getLan'>, at: string, { t }: Console): string[] {
  if (!open) return [t('lan.closed')];
  return [
    t('lan.open'),
    ...(addresses.length === 0 ? [t('lan.no-address')] : addresses.map((address) => `  ${address}`)),
    ...(tls ? [t('lan.fingerprint', { fingerprint: fingerprint ?? '—', until: certificateUntil === null ? '—' : localDay(new Date(certificateUntil)) }), t('lan.fingerprint-check')] : [t('lan.no-tls')]),
    t('lan.stays', { at }),
  ];
}
