/** A long list that the station answers in chunks, whole: each chunk is asked for as soon as the one before says where it begins, and all of them stay live. */
import { shallowEqual } from 'react-redux';
import { useCallback, useEffect, useState } from 'react';
import { useScreensSelector } from '../../store/hooks.ts';
import type { ScreensState } from '../../store/store.ts';

export interface Chunk<T> { readonly data?: T | undefined; readonly error?: unknown }

/** Make it with `useMemo`: another one is another list. */
export interface Chunked<T> {
  select(state: ScreensState, after: string | undefined): Chunk<T>;
  /** Keeps the chunk asked for, until the returned function is called. */
  keep(after: string | undefined): () => void;
}

export interface Chunks<T> { readonly chunks: readonly T[]; readonly whole: boolean; /** Null: nothing is wrong. */ readonly error: unknown; /** Asks for what did not come. */ readonly again: () => void }

export function useChunks<T extends { readonly next: string | null }>(list: Chunked<T>): Chunks<T> {
  const answers = useScreensSelector((state) => [...walk(list, state)].map(({ data, error }) => data ?? error ?? null), shallowEqual);
  const cursors = useScreensSelector((state) => [...walk(list, state)].map(({ after }) => after ?? ''), shallowEqual);
  const asked = cursors.join('\n');
  const [times, setTimes] = useState(0);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  useEffect(() => {
    const ends = asked.split('\n').map((after) => list.keep(after === '' ? undefined : after));
    return () => {
      for (const end of ends) end();
    };
  }, [list, asked, times]);
  const chunks = answers.filter((answer): answer is T => typeof answer === 'object' && answer !== null && 'next' in answer);
  const error = answers.find((answer) => answer !== null && !chunks.some((chunk) => chunk === answer)) ?? null;
  return { chunks, whole: chunks.at(-1)?.next === null, error, again };
}

function* walk<T extends { readonly next: string | null }>(list: Chunked<T>, state: ScreensState): Generator<Chunk<T> & { readonly after: string | undefined }> {
  let after: string | undefined;
  for (;;) {
    const chunk = list.select(state, after);
    yield { ...chunk, after };
    if (chunk.data === undefined || chunk.data.next === null) return;
    after = chunk.data.next;
  }
}
