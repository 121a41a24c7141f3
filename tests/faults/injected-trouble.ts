/** Tasks and handlers that misbehave, chosen by their name and a seed, so that a run can be repeated. */
import { ZhiyueError } from '../../src/contract/errors.ts';
import type { TaskDefinition } from '../../src/station/queue/task.ts';
import type { Reaction } from '../../src/station/reaction.ts';
import { Random } from '../../src/simulate/random.ts';
import type { InjectedTrouble } from './messages.ts';

const attemptsOf = new Map<string, number>();
const fails = 'injected';

function isChosen(name: string, { seed, oneIn }: InjectedTrouble): boolean {
  return new Random(seed, name).integer(1, oneIn) === 1;
}

/** Fails, hangs, or lets the real one through. */
async function misbehave(name: string, { how }: InjectedTrouble, signal: AbortSignal | null): Promise<void> {
  const attempt = (attemptsOf.get(name) ?? 0) + 1;
  attemptsOf.set(name, attempt);
  if (how === 'always' || (how === 'sometimes' && attempt <= 2)) throw new ZhiyueError('worker-crashed', fails, { about: name });
  if (how !== 'never-returns' || attempt > 1) return;
  // It does not listen to its signal either.
  await new Promise<never>(() => { signal?.throwIfAborted(); });
}

/** Only reading and grading of pages misbehave: what one waits for by its own name (a report) says so itself. */
export function troubledTask(definition: TaskDefinition<unknown>, trouble: InjectedTrouble): TaskDefinition<unknown> {
  if (trouble.where !== 'tasks' || definition.type === 'report_generation') return definition;
  if (trouble.how === 'always' && definition.type !== 'ocr_processing') return definition;
  return {
    ...definition,
    async run(input, context) {
      const name = `${definition.type}:${context.taskId}`;
      if (isChosen(name, trouble)) await misbehave(name, trouble, context.signal);
      await definition.run(input, context);
    },
  };
}

export function troubledReaction(group: string, reaction: Reaction, trouble: InjectedTrouble): Reaction {
  if (trouble.where !== 'handlers' || group === 'analytics') return reaction;
  return {
    ...reaction,
    async act(event) {
      // By what the event is about, not by its id, which is another one in each run.
      const name = `${group} ${event.type} ${JSON.stringify(event.payload['page_id'] ?? event.payload['candidate_no'] ?? event.seq)}`;
      if (isChosen(name, trouble)) await misbehave(name, trouble, null);
      await reaction.act(event);
    },
  };
}
