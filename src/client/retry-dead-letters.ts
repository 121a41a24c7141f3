/** Has all dead letters tried again, however many they are. */
import type { AnswerOf } from '../contract/routes.ts';
import type { StationClient } from './station-client.ts';

/** Asks for one part after the other, and adds up what came of them. Throws what the station refuses with; what was tried until then stays tried. */
export async function retryAllLetters(client: Pick<StationClient, 'request'>, group?: string): Promise<Omit<AnswerOf<'retryDeadLetters'>, 'next'>> {
  const sum = { handled: 0, failed: 0, taken: 0 };
  let from: AnswerOf<'retryDeadLetters'>['next'] | undefined;
  do {
    const { next, ...part }: AnswerOf<'retryDeadLetters'> = await client.request('retryDeadLetters', { body: { ...(group === undefined ? {} : { group }), ...(from ? { from } : {}) } });
    sum.handled += part.handled;
    sum.failed += part.failed;
    sum.taken += part.taken;
    from = next;
  } while (from !== null);
  return sum;
}
