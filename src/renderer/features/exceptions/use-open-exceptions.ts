/** Everything of an exam that waits for a person, in the order in which it is worked through; live. */
import { useMemo } from 'react';
import { api, exceptionAdapter, type ScanException } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import type { ScreensState } from '../../store/store.ts';
import { useChunks } from '../scan/use-chunks.ts';
import { inOrder } from './queue.ts';

const { selectAll } = exceptionAdapter.getSelectors();
const inChunk = 1000;

export function useOpenExceptions(examId: string): { readonly all: readonly ScanException[]; readonly whole: boolean; /** Why a part of it is not here; null: nothing is wrong. */ readonly error: unknown; readonly again: () => void } {
  const dispatch = useScreensDispatch();
  const { chunks, whole, error, again } = useChunks(useMemo(() => {
    const args = (after: string | undefined) => ({ params: { examId }, query: { state: 'open' as const, limit: inChunk, ...(after === undefined ? {} : { after }) } });
    return {
      select: (state: ScreensState, after: string | undefined) => api.endpoints.listExceptions.select(args(after))(state),
      keep(after: string | undefined) {
        const kept = dispatch(api.endpoints.listExceptions.initiate(args(after)));
        return () => kept.unsubscribe();
      },
    };
  }, [examId, dispatch]));
  const all = useMemo(() => inOrder(chunks.flatMap((chunk) => selectAll(chunk.exceptions))), [chunks]);
  return { all, whole, error, again };
}
