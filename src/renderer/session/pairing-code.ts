/** A pairing code comes in the address's fragment, which browsers send to nobody; it leaves the address bar at once, so that it is in no history, bookmark or picture of the screen. */
export function takePairingCode(place: Pick<Location, 'hash' | 'pathname' | 'search'>, history: Pick<History, 'replaceState'>): string | null {
  const code = /^#pair=([^&]+)$/.exec(place.hash)?.[1];
  if (code === undefined) return null;
  history.replaceState(null, '', place.pathname + place.search);
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
