/** A bearer token for a script on the station's machine: whoever can read the data folder can make one, for ten minutes. Weaker than the window's secret: it opens no LAN and makes no operators. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Principal } from '../../../contract/access.ts';
import { dbOf, openReadOnly } from '../../store/database.ts';
import { recordName } from '../../store/store.ts';
import { accessTokens } from './access-tokens.ts';
import { accessKeyName, tokenKey } from './keys.ts';

/** Stands in events as the actor. */
export const scriptPrincipal: Principal = { id: 'script', name: 'script', role: 'operator', exams: 'all', local: false };

/** Throws what reading the key or the record throws, where no station has opened its gateway on the folder. */
export async function makeScriptToken(dataFolder: string, now: Date): Promise<string> {
  const key = await readFile(join(dataFolder, accessKeyName));
  using database = openReadOnly(join(dataFolder, recordName));
  const record = dbOf(database).get(z.object({ record_id: z.string() }), 'SELECT record_id FROM record');
  return accessTokens({ key: tokenKey(key), issuer: record?.record_id ?? '', now: () => now }).sign(scriptPrincipal.id);
}
