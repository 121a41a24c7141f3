import type { Role } from '../../contract/access.ts';
import type { Console } from '../console.ts';
import { withStation } from '../running-station.ts';

/** The station does not know by which address, and as which user, another machine reaches its Redis. */
const redisToFill = 'redis://HOST:6379';

export interface PairOptions { readonly dataDir?: string; readonly role: Role; readonly exam?: readonly string[]; readonly json?: boolean }

/** `zhiyue pair`: a code with which one device comes in. */
export async function pair({ dataDir, role, exam, json }: PairOptions, console: Console): Promise<number> {
  const { t } = console;
  const { pairing, at, station, takesWorkers } = await withStation(console, dataDir, async ({ client, address, dataFolder }) => {
    const made = await client.request('createPairing', { body: { role, exams: exam ? [...exam] : 'all' } });
    const lan = role === 'worker' ? await client.request('getLan', {}) : null;
    // A Redis of the station's own is on this machine only; where it is somebody's, the station holds a lease there.
    const takes = role !== 'worker' || (await client.request('getStatus', {})).parts['lease'] !== undefined;
    return { takesWorkers: takes, pairing: made, at: console.at(dataFolder), station: lan === null ? null : { url: lan.addresses[0] ?? address, fingerprint: lan.addresses.length > 0 ? lan.fingerprint : null } };
  });
  if (json) {
    console.out(JSON.stringify(pairing));
    return 0;
  }
  const { code, links, expiresAt, exams, qr, pairingId } = pairing;
  console.out(t('pair.code', { code }));
  console.out(t('pair.for', { role: t(`role.${role}`), exams: exams === 'all' ? t('pair.all-exams') : exams.join(', ') }));
  const time = new Date(expiresAt).toLocaleTimeString(console.language, { hour: '2-digit', minute: '2-digit', hour12: false });
  if (station !== null) {
    if (!takesWorkers) console.note(t('pair.no-workers', { at, redis: redisToFill }));
    console.out(t('pair.worker', { time }));
    console.out(`  ${console.typed(workerLine(station, code))}`);
    console.note(t('pair.worker-redis', { redis: redisToFill }));
    if (qr === null) console.note(t('pair.lan-closed', { at }));
    console.note(t('pair.void', { id: pairingId.slice(0, 8), at }));
    return 0;
  }
  console.out(t('pair.until', { time }));
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

/** What is typed on the machine that is to read. */
function workerLine({ url, fingerprint }: { readonly url: string; readonly fingerprint: string | null }, code: string): string {
  return `worker --redis ${redisToFill} --station ${url}${fingerprint === null ? '' : ` --fingerprint ${fingerprint}`} --code ${code}`;
}
