/** What the store's thunks reach for besides the state: handed in once, when the store is made. */
import type { StationClient } from '../../client/station-client.ts';

export interface StoreServices { readonly client: StationClient }

function isServices(extra: unknown): extra is StoreServices {
  return typeof extra === 'object' && extra !== null && 'client' in extra;
}

/** RTK Query hands the store's extra argument on as `unknown`. */
export function clientOf(extra: unknown): StationClient {
  if (!isServices(extra)) throw new Error('This store was made without a client.');
  return extra.client;
}
