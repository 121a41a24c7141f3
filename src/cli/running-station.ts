/** The station that runs on a data folder of this machine, asked with the secret that it keeps there. */
import { connectLocal } from '../client/connect-local.ts';
import type { StationClient } from '../client/station-client.ts';
import { StationError } from '../client/station-error.ts';
import { type ErrorCode, errorCodes, ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { readConfig } from '../station/config.ts';
import { readOperatorFile } from '../station/gateway/access/operator-file.ts';
import type { Console } from './console.ts';

export interface RunningStation { readonly address: string; readonly dataFolder: string; readonly client: StationClient }

/** Asks the station of the folder, and lets go of it at the end. Throws ZhiyueError station-missing when none runs there, and the station's own refusals. */
export async function withStation<T>(console: Console, dataDir: string | undefined, ask: (station: RunningStation) => Promise<T>): Promise<T> {
  const { dataFolder } = readConfig(console.environment, dataDir === undefined ? {} : { dataFolder: dataDir });
  const file = await readOperatorFile(dataFolder).catch((cause: unknown) => {
    throw ZhiyueError.of('station-missing', [fault('station-secret')], { about: dataFolder, cause });
  });
  if (!file) throw ZhiyueError.of('station-missing', [fault('station-stopped')], { about: dataFolder });
  const { address, token } = file;
  const client = connectLocal({ address, token });
  try {
    return await ask({ address, dataFolder, client });
  } catch (error) {
    throw error instanceof StationError ? await plain(error, dataFolder) : error;
  } finally {
    client.close();
  }
}

/** Where the station of the folder answers; null where none does, and where one runs without a gateway. */
export async function findStation(dataFolder: string, withinMs = 60_000): Promise<string | null> {
  const file = await readOperatorFile(dataFolder).catch(() => null);
  if (!file) return null;
  const client = connectLocal(file);
  try {
    // Also when it is not well: whoever answers to the secret is the station.
    await client.request('getSession', {}, { timeoutMs: withinMs });
    return file.address;
  } catch {
    return null;
  } finally {
    client.close();
  }
}

/** As the command line reports errors. */
async function plain(error: StationError, dataFolder: string): Promise<ZhiyueError> {
  const { code, message, about } = error;
  const faults = error.faults.flatMap((each) => (each.fault === undefined ? [] : [each.fault]));
  // Another station, or another program, may have taken the port of one that was killed.
  if (code === 'offline' && (await findStation(dataFolder, 5_000)) !== null) return ZhiyueError.of('task-timeout', [fault('station-slow')], { about: dataFolder, cause: error });
  if (code === 'offline' || code === 'answer-invalid' || code === 'not-signed-in') return ZhiyueError.of('station-missing', [fault('station-silent')], { about: dataFolder, cause: error });
  return new ZhiyueError(isKnown(code) ? code : 'internal', message, { cause: error, faults, ...(about === null ? {} : { about }) });
}

function isKnown(code: string): code is ErrorCode {
  return code in errorCodes;
}
