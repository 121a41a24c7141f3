/** What every screen may reach besides the store: the client itself (images, live feed) and who is signed in. */
import { createContext, useContext } from 'react';
import type { Session } from '../../client/network/session.ts';
import type { StationClient } from '../../client/station-client.ts';
import type { Drafts } from '../store/drafts.ts';
import type { ScreensStore } from '../store/store.ts';
import type { PictureShelf } from '../ui/picture-shelf.ts';

export interface StationAccess {
  readonly client: StationClient;
  /** Null in the station's own window, which needs none. */
  readonly session: Session | null;
  readonly store: ScreensStore;
  /** What was entered and is not given yet. */
  readonly drafts: Drafts;
}

export const StationContext = createContext<StationAccess | null>(null);

export function useStation(): StationAccess {
  const access = useContext(StationContext);
  if (access === null) throw new Error('There is no station around this part of the page.');
  return access;
}

/** Of whoever is signed in: the shell has one of its own, and clears it when it goes. */
export const PictureShelfContext = createContext<PictureShelf | null>(null);

export function usePictureShelf(): PictureShelf {
  const shelf = useContext(PictureShelfContext);
  if (shelf === null) throw new Error('There is no shelf for pictures around this part of the page.');
  return shelf;
}
