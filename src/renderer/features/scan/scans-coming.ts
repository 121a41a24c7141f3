/** Whether scans of an exam may still come: until then nobody is absent, and nothing can be published. */
import { useState } from 'react';
import { api, batchAdapter } from '../../store/api.ts';
import { useScanWatchQuery } from './endpoints.ts';
import { useIsLeft } from './use-intake.ts';

const { useListBatchesQuery } = api;
const { selectAll } = batchAdapter.getSelectors();

/** A watched folder keeps its batch open until somebody stops watching, an interrupted sending until it is sent again or given up; any other batch ends by itself. */
export type ScansComing = 'watch' | 'interrupted' | 'batch' | null;

/** Milliseconds: no event tells that nothing comes. */
const lookEveryMs = 3000;

/** `mayAdd`: whoever may not put in pages is not told of the folder, only of the batch. */
export function useScansComing(examId: string, mayAdd: boolean): ScansComing {
  const { watched } = useScanWatchQuery({ params: { examId } }, { skip: !mayAdd, selectFromResult: ({ data }) => ({ watched: data !== undefined && data !== null }) });
  const isLeft = useIsLeft(examId);
  const [looking, setLooking] = useState(false);
  const { open, interrupted } = useListBatchesQuery({ params: { examId } }, {
    pollingInterval: looking ? lookEveryMs : 0, skipPollingIfUnfocused: true,
    selectFromResult: ({ data }) => {
      const batches = data === undefined ? [] : selectAll(data);
      return { open: batches.some(({ state, sendings }) => state !== 'completed' || sendings.length > 0), interrupted: batches.some(({ sendings }) => sendings.some(isLeft)) };
    },
  });
  if (looking !== open) setLooking(open);
  return watched ? 'watch' : interrupted ? 'interrupted' : open ? 'batch' : null;
}
