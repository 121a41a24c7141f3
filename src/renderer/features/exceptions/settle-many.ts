/** Many settled one after the other, for what is obvious: with progress, until it is stopped. */
import type { StationClient } from '../../../client/station-client.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';

export interface Settled { readonly ids: readonly string[]; /** Why it ended early; null: it did not, or somebody stopped it. */ readonly problem: RequestProblem | null }

/** `word`: `resolveException` confirms what each suggests, `reopenException` takes that back. Live events take them out of the lists. */
export async function settleMany(client: StationClient, word: 'resolveException' | 'reopenException', ids: readonly string[], signal: AbortSignal, onSettled: (done: number) => void): Promise<Settled> {
  const done: string[] = [];
  for (const exceptionId of ids) {
    if (signal.aborted) break;
    try {
      if (word === 'resolveException') await client.request(word, { params: { exceptionId }, body: {} });
      else await client.request(word, { params: { exceptionId } });
    } catch (error) {
      return { ids: done, problem: problemOf(error) };
    }
    done.push(exceptionId);
    onSettled(done.length);
  }
  return { ids: done, problem: null };
}
