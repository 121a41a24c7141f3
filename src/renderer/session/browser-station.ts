/** The station that served this page, spoken to over HTTP and a WebSocket. The access token stays in memory, the refresh token in a cookie that scripts cannot read. */
import { createStationClient } from '../../client/client.ts';
import { networkTransport } from '../../client/network/network-transport.ts';
import { createSession, type Session } from '../../client/network/session.ts';
import type { StationClient } from '../../client/station-client.ts';
import { webTexts } from '../../client/storage.ts';
import { tellingFetch } from './telling-fetch.ts';

export interface BrowserStation {
  readonly client: StationClient;
  readonly session: Session;
  /** Whether this browser was paired before: else there is no session to ask the station for. */
  readonly wasPaired: boolean;
}

export function openBrowserStation(): BrowserStation {
  const storage = webTexts(localStorage);
  const wasPaired = localStorage.getItem('zhiyue.session') !== null;
  const session = createSession({ baseUrl: location.origin, keep: 'cookie', storage });
  const client = createStationClient({ transport: networkTransport({ baseUrl: location.origin, session, fetch: tellingFetch }), storage });
  return { client, session, wasPaired };
}
