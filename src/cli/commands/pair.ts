import type { Role } from '../../contract/access.ts';
import type { Console } from '../console.ts';
import { withStation } from '../running-station.ts';

export interface PairOptions { readonly dataDir?: string; readonly role: Role; readonly exam?: readonly string[]; readonly json?: boolean }

/** `zhiyue pair`: a code with which one device comes in. */
export async function pair({ dataDir, role, exam, json }: PairOptions, console: Console): Promise<number> {
  const { t } = console;
  const { pairing, at } = await withStation(console, dataDir, async ({ client, dataFolder }) => ({
    pairing: await client.request('createPairing', { body: { role, exams: exam ? [...exam] : 'all' } }), at: console.at(dataFolder),
  }));
  if (json) {
    console.out(JSON.stringify(pairing));
    return 0;
  }
  const { code, links, expiresAt, exams, qr, pairingId } = pairing;
  console.out(t('pair.code', { code }));
  console.out(t('pair.for', { role: t(`role.${role}`), exams: exams === 'all' ? t('pair.all-exams') : exams.join(', ') }));
  console.out(t('pair.until', { time: new Date(expiresAt).toLocaleTimeString(console.language, { hour: '2-digit', minute: '2-digit', hour12: false }) }));
  for (const link of links) console.out(`  ${link}`);
  const [first] = links;
  if (qr === null) console.note(t('pair.lan-closed', { at }));
  else if (first !== undefined && process.stdout.isTTY) {
    const { qrText } = await import('../qr-text.ts');
    for (const line of qrText(first)) console.picture(line);
  }
  console.note(t('pair.void', { id: pairingId.slice(0, 8), at }));
  return 0;
}
