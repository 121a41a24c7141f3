/** For scripts and the command line on the station's own machine. */
import { createStationClient } from './client.ts';
import { bearerToken } from './network/session.ts';
import { networkTransport } from './network/network-transport.ts';
import type { StationClient } from './station-client.ts';

/** A client of the station at `address` (`http://127.0.0.1:<port>`), with the token that the station keeps for its own machine. Close it at the end, or the process stays. */
export function connectLocal({ address, token }: { readonly address: string; readonly token: string }): StationClient {
  return createStationClient({ transport: networkTransport({ baseUrl: address, session: bearerToken(token) }) });
}
