/** What a browser knows of the network; outside of one nothing is ever told. */

/**
 * Calls back when the machine has a network again. That it has none says little (the station may run on this very machine), so nobody is told of that; but a connection from before may be dead without knowing it.
 * Returns what stops it.
 */
export function onNetworkBack(listener: () => void): () => void {
  const page: object = globalThis;
  if (!isEventTarget(page)) return () => {};
  page.addEventListener('online', listener);
  return () => page.removeEventListener('online', listener);
}

function isEventTarget(page: object): page is EventTarget {
  return 'addEventListener' in page && 'removeEventListener' in page;
}
