import { makeScriptToken } from '../../station/gateway/access/script-token.ts';
import type { Console } from '../console.ts';
import { withStation } from '../running-station.ts';

export interface TokenOptions { readonly dataDir?: string }

/** `zhiyue token`: a bearer token for a script on this machine, good for ten minutes; nothing else on stdout. */
export async function token({ dataDir }: TokenOptions, console: Console): Promise<number> {
  const { made, address } = await withStation(console, dataDir, async (station) => ({ made: await makeScriptToken(station.dataFolder, new Date()), address: station.address }));
  console.out(made);
  console.note(console.t('token.use', { address }));
  return 0;
}
