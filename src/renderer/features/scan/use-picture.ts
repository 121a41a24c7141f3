/** An image of the station as an address that an `img` can show, for as long as it is shown. */
import { useEffect, useState } from 'react';
import type { StationClient } from '../../../client/station-client.ts';
import { useStation } from '../../app/station-context.ts';

export type Picture = { readonly state: 'loading' } | { readonly state: 'there'; readonly url: string } | { readonly state: 'missing' };

/** Who scrolls past does not ask for everything on the way. */
const settleMs = 60;

/** `ask` null: nothing to show yet. Make it with `useCallback`: another one is another picture. */
export function usePicture(ask: ((client: StationClient, signal: AbortSignal) => Promise<Blob>) | null): Picture {
  const { client } = useStation();
  const [picture, setPicture] = useState<Picture>({ state: 'loading' });
  useEffect(() => {
    setPicture({ state: 'loading' });
    if (ask === null) return;
    const abort = new AbortController();
    let url: string | null = null;
    const load = async (): Promise<void> => {
      try {
        const blob = await ask(client, abort.signal);
        if (abort.signal.aborted) return;
        url = URL.createObjectURL(blob);
        setPicture({ state: 'there', url });
      } catch {
        if (!abort.signal.aborted) setPicture({ state: 'missing' });
      }
    };
    const timer = setTimeout(() => void load(), settleMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [client, ask]);
  return picture;
}
