/** The state of a form with work in it that is not given to the station yet: as `useState`, and kept when the screen is left. */
import { type Dispatch, type SetStateAction, useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import { useStation } from './station-context.ts';

/** `name`: of the draft, with what it belongs to. Null: nothing is entered. The last one ends the draft, also where the screen goes in the same step. */
export function useDraft<T extends object>(name: string, schema: z.ZodType<T>): [T | null, Dispatch<SetStateAction<T | null>>, () => void] {
  const { drafts } = useStation();
  const [draft, setDraft] = useState<T | null>(() => drafts.read(name, schema));
  useEffect(() => drafts.keep(name, draft), [drafts, name, draft]);
  const end = useCallback(() => {
    drafts.keep(name, null);
    setDraft(null);
  }, [drafts, name]);
  return [draft, setDraft, end];
}
