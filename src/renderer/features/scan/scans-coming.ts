/** Whether scans of an exam may still come: until then nobody is absent, and nothing can be published. */
import { api, batchAdapter } from '../../store/api.ts';
import { useScanWatchQuery } from './endpoints.ts';

const { useListBatchesQuery } = api;
const { selectAll } = batchAdapter.getSelectors();

/** A watched folder keeps its batch open until somebody stops watching; any other batch ends by itself. */
export type ScansComing = 'watch' | 'batch' | null;

/** `mayAdd`: whoever may not put in pages is not told of the folder, only of the batch. */
export function useScansComing(examId: string, mayAdd: boolean): ScansComing {
  const { watched } = useScanWatchQuery({ params: { examId } }, { skip: !mayAdd, selectFromResult: ({ data }) => ({ watched: data !== undefined && data !== null }) });
  const { open } = useListBatchesQuery({ params: { examId } }, { selectFromResult: ({ data }) => ({ open: data !== undefined && selectAll(data).some(({ state }) => state !== 'completed') }) });
  return watched ? 'watch' : open ? 'batch' : null;
}
