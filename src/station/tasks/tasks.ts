/**
 * All tasks as people see them, whatever their type: looked up, listed, cancelled, tried again, and what happens when one will not be tried again.
 * The queue says what waits or runs, the record what is done or failed.
 */
import type { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import type { taskSchema } from '../../contract/routes/work.ts';
import type { Queue, QueuedTask } from '../queue/queue.ts';
import type { QueueOptions } from '../queue/queue-options.ts';
import type { TaskDefinition } from '../queue/task.ts';
import type { Reaction } from '../reaction.ts';
import type { Store } from '../store/store.ts';
import { inTaskSpan } from '../trace/spans.ts';
import type { Waiting } from '../waiting.ts';
import { isEnvironment } from './ocr-processing/fail-page.ts';
import { noSuchTask, splitTaskId, taskIdOf } from './task-id.ts';
import { type ParentTaskType, type TaskDoors, type TaskType, unheardOf } from './task-type.ts';

export type Task = z.output<typeof taskSchema>;
export type AnyTaskType = TaskType | ParentTaskType;

/** Refusals: `request-invalid` for what names no task. */
export interface Tasks {
  lookUp(taskId: string): Promise<Task>;
  /** Parents that are not over, tasks at work, then those that wait; at most `limit`. */
  list(limit: number, type?: string): Promise<readonly Task[]>;
  /** Stops a task, also one at work; does nothing to one that is over. */
  cancel(taskId: string, actor: string): Promise<void>;
  /** A failed task is asked for again, a delayed one tried at once; one that waits, runs or is done stays as it is. Returns the task that does it. Throws ZhiyueError not-found. */
  retry(taskId: string, actor: string): Promise<string>;
}

/** What the queue needs to know of them. */
export function queuedTypes(types: readonly AnyTaskType[], waiting: Waiting): { readonly definitions: QueueOptions['definitions']; readonly exhausted: QueueOptions['onExhausted'] } {
  const running = types.filter((type): type is TaskType => type.definition !== null);
  return {
    definitions: running.map((type) => traced(tellingOfFaults(type.definition, waiting), (key) => correlationOf(types, type.type, key))),
    async exhausted(type, key, input, error) {
      const its = running.find((one) => one.type === type);
      if (isEnvironment(error) && its?.endsWithMachineTrouble !== true) {
        waiting.fault(error);
        throw error;
      }
      await its?.exhausted(key, its.definition.input.parse(input), error);
    },
  };
}

/** What a task belongs to as a whole, as its events say it; null for one that is about nothing in the record. */
export function correlationOf(types: readonly AnyTaskType[], type: string, key: string): string | null {
  const its = types.find((one) => one.type === type);
  return its?.definition && names(its, key) ? its.correlation?.(key) ?? null : null;
}

export interface TasksParts extends TaskDoors { readonly store: Store; readonly queue: Queue; readonly types: readonly AnyTaskType[] }

export function tasksOn(parts: TasksParts): Tasks {
  const { store, queue, types } = parts;
  const named = (taskId: string): { readonly its: AnyTaskType; readonly key: string } => {
    const { type, key } = splitTaskId(taskId) ?? {};
    const its = types.find((one) => one.type === type);
    if (its === undefined || key === undefined || !names(its, key)) throw new ZhiyueError('request-invalid', 'A task is named <type>:<key>, such as ocr_processing:<page id>/1.', { about: taskId });
    return { its, key };
  };
  const recordedTask = (its: AnyTaskType, key: string): Task => {
    const { examId, state, error } = its.recorded?.(key) ?? unheardOf;
    return { taskId: taskIdOf(its.type, key), type: its.type, key, examId, state, attempt: null, progress: null, error, parent: parentOf(its, key), children: null };
  };
  const queuedTask = (its: AnyTaskType, { key, state, attempt, progress, error }: QueuedTask): Task => ({ ...recordedTask(its, key), state, attempt, progress, error });
  /** Tasks at work whose parents are among these types, by their parents' ids. */
  const atWork = async (): Promise<ReadonlyMap<string, number>> => {
    const counts = new Map<string, number>();
    for (const { type, key } of await queue.active()) {
      const its = types.find((one) => one.type === type);
      const parent = its === undefined || !names(its, key) ? null : parentOf(its, key);
      if (parent !== null) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    }
    return counts;
  };
  const parentTask = (its: ParentTaskType, key: string, active: ReadonlyMap<string, number>): Task => {
    const task = recordedTask(its, key);
    if (task.state === 'unknown') return task;
    const { unfinished, done, failed } = its.children(key);
    const running = Math.min(unfinished, active.get(task.taskId) ?? 0);
    const all = unfinished + done + failed;
    return { ...task, state: task.state === 'waiting' && running > 0 ? 'active' : task.state, progress: all === 0 ? null : (done + failed) / all, children: { waiting: unfinished - running, active: running, done, failed } };
  };

  return {
    async lookUp(taskId) {
      const { its, key } = named(taskId);
      const recorded = recordedTask(its, key);
      const over = recorded.state === 'done' || recorded.state === 'failed';
      if (its.definition === null) return parentTask(its, key, over ? new Map() : await atWork());
      // What is over is not asked of a Redis that may not answer: there its task may be ending still.
      if (over) return recorded;
      const queued = await queue.find(its.type, key);
      return queued ? queuedTask(its, queued) : recorded;
    },
    async list(limit, type) {
      if (type !== undefined && !types.some((one) => one.type === type)) throw new ZhiyueError('request-invalid', `There is no task type ${type}; there are ${types.map((one) => one.type).join(', ')}.`, { about: 'type' });
      const found: Task[] = [];
      const parents = types.filter((one): one is ParentTaskType => one.definition === null && (type === undefined || one.type === type));
      const keys = parents.flatMap((its) => its.underWay(limit).map((key) => ({ its, key }))).slice(0, limit);
      const active = keys.length === 0 ? new Map<string, number>() : await atWork();
      for (const { its, key } of keys) found.push(parentTask(its, key, active));
      const wanted = types.some((one) => one.definition !== null && (type === undefined || one.type === type));
      const queued = wanted ? await queue.list(limit - found.length, type) : [];
      return [...found, ...queued.flatMap((task) => {
        const its = types.find((one) => one.type === task.type);
        return its === undefined || !names(its, task.key) ? [] : queuedTask(its, task);
      })];
    },
    async cancel(taskId, actor) {
      const { its, key } = named(taskId);
      if (its.cancel !== undefined) return its.cancel(key, actor, parts);
      if (!await queue.find(its.type, key)) return;
      await store.write((tx) => { tx.append({ type: 'task.cancelled', examId: null, actor, payload: { task_id: taskId } }); });
      await queue.cancel(its.type, key);
    },
    async retry(taskId, actor) {
      const { its, key } = named(taskId);
      if (its.definition !== null && await queue.hurry(its.type, key)) {
        await store.write((tx) => { tx.append({ type: 'task.retried', examId: null, actor, payload: { task_id: taskId } }); });
        return taskId;
      }
      if (its.retry !== undefined) return taskIdOf(its.type, await its.retry(key, actor, parts));
      if (await queue.find(its.type, key)) return taskId;
      throw noSuchTask(taskId);
    },
  };
}

function names(its: AnyTaskType, key: string): boolean {
  return key !== '' && (its.definition === null || its.names === undefined || its.names(key));
}

function parentOf(its: AnyTaskType, key: string): string | null {
  return its.definition === null ? null : its.parent?.(key) ?? null;
}

function traced(task: TaskDefinition<unknown>, correlation: (key: string) => string | null): TaskDefinition<unknown> {
  const { type } = task;
  return { ...task, run: (input, context) => inTaskSpan({ type, key: context.taskId, attempt: context.attempt, correlationId: correlation(context.taskId) }, () => task.run(input, context)) };
}

/** Whoever waits for a batch hears of a full disk at the first task that meets it, not after all retries. */
function tellingOfFaults(task: TaskDefinition<unknown>, waiting: Waiting): TaskDefinition<unknown> {
  return {
    ...task,
    async run(input, context) {
      try {
        await task.run(input, context);
      } catch (error) {
        if (isEnvironment(error)) waiting.fault(error);
        throw error;
      }
    },
  };
}

/** What leads to tasks, as their types say it: a consumer group for each that says something. */
export function taskReactions(types: readonly AnyTaskType[], queue: Pick<Queue, 'add' | 'addMany'>): Readonly<Record<string, readonly Reaction[]>> {
  return Object.fromEntries(types.flatMap((its) => (its.definition === null || its.reactions === undefined ? [] : [[its.type, its.reactions(queue)] as const])));
}
