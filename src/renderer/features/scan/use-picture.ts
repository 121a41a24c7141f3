/** An image of the station as an address that an `img` can show, for as long as it is shown. */
import { useEffect, useState } from 'react';
import type { StationClient } from '../../../client/station-client.ts';
import { usePictureShelf, useStation } from '../../app/station-context.ts';

export type Picture = { readonly state: 'loading' } | { readonly state: 'there'; readonly url: string } | { readonly state: 'missing'; readonly again: () => void };

/** Who scrolls past does not ask for everything on the way. */
const settleMs = 60;

/**
 * `ask` null: nothing to show yet. Make it with `useCallback`: another one is another picture.
 * `of` names a picture that never changes: then it is kept for a while, and whoever comes back sees it at once.
 */
export function usePicture(ask: ((client: StationClient, signal: AbortSignal) => Promise<Blob>) | null, of: string | null = null): Picture {
  const { client } = useStation();
  const shelf = usePictureShelf();
  const [picture, setPicture] = useState<Picture>(() => thereAt(of === null ? null : shelf.look(of)));
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const kept = of === null ? null : shelf.take(of);
    if (of !== null && kept !== null) {
      setPicture((before) => (before.state === 'there' && before.url === kept ? before : thereAt(kept)));
      return () => shelf.giveBack(of);
    }
    setPicture((before) => (before.state === 'loading' ? before : thereAt(null)));
    if (ask === null) return;
    // Made when something is asked for: most of what is scrolled past never is.
    let abort: AbortController | null = null;
    let url: string | null = null;
    const load = async (): Promise<void> => {
      abort = new AbortController();
      const { signal } = abort;
      try {
        const blob = await ask(client, signal);
        if (signal.aborted) return;
        url = of === null ? URL.createObjectURL(blob) : shelf.put(of, blob);
        setPicture({ state: 'there', url });
      } catch {
        if (!signal.aborted) setPicture({ state: 'missing', again: () => setTimes((before) => before + 1) });
      }
    };
    const timer = setTimeout(() => void load(), settleMs);
    return () => {
      clearTimeout(timer);
      abort?.abort();
      if (url === null) return;
      if (of === null) URL.revokeObjectURL(url);
      else shelf.giveBack(of);
    };
  }, [client, shelf, ask, of, times]);
  return picture;
}

const thereAt = (url: string | null): Picture => (url === null ? { state: 'loading' } : { state: 'there', url });
