/** The link with which the operator's browser on this machine comes in: good once, within ten minutes. */
import type { Console } from './console.ts';
import { withStation } from './running-station.ts';

export function browserLink(console: Console, dataFolder: string): Promise<string> {
  return withStation(console, dataFolder, async ({ client, address }) => {
    const { code } = await client.request('createPairing', { body: { role: 'operator' } });
    return `${address}/#pair=${code}`;
  });
}
