/** What the folder of a task type brings: how its tasks run, and what people may ask about one of them. Neither the queue nor the gateway knows any type. */
import type { TaskState } from '../../contract/routes/work.ts';
import type { StationConfig } from '../config.ts';
import type { Pool } from '../pool/pool.ts';
import type { Queue, TaskRequest } from '../queue/queue.ts';
import type { TaskDefinition } from '../queue/task.ts';
import type { Reaction } from '../reaction.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import type { Store } from '../store/store.ts';
import type { TextReader } from '../text/text-reader.ts';
import type { Waiting } from '../waiting.ts';
import type { Work } from '../work.ts';

/** What task types stand on. */
export interface TaskParts {
  readonly store: Store;
  readonly pool: Pool;
  readonly textReader: () => Promise<TextReader>;
  readonly waiting: Waiting;
  readonly config: StationConfig;
}

/** Ways to the queue, which is opened after the types that it runs. */
export interface TaskDoors {
  readonly queue: Pick<Queue, 'add' | 'cancel'>;
  readonly work: Work;
  /** For `followUp`. */
  readonly redis: Pick<RedisServer, 'healthy'>;
}

/** What the record says of a task that the queue does not hold. */
export interface Recorded { readonly examId: string | null; readonly state: TaskState; /** An error code, or `cancelled`. */ readonly error: string | null }

export const unheardOf: Recorded = { examId: null, state: 'unknown', error: null };

/** Children of a parent as the record counts them; copies of a page belong to none of them. */
export interface RecordedChildren { /** Waiting or at work. */ readonly unfinished: number; readonly done: number; readonly failed: number }

interface Known {
  /** The type's name in the queue, in task ids and in the figures. */
  readonly type: string;
  /** What the record says of a task; without it, one that the queue does not hold is `unknown`. */
  recorded?(key: string): Recorded;
  /** Records that somebody gives the task up, and takes it out of the queue. Does nothing to one that is over. Without it, it is taken out and that is said in the log. */
  cancel?(key: string, actor: string, doors: TaskDoors): Promise<void>;
  /** Asks again for a task that failed or was cancelled; returns the key of the task that does it. Throws ZhiyueError not-found. Without it, only one that waits for its next attempt can be hurried. */
  retry?(key: string, actor: string, doors: TaskDoors): Promise<string>;
}

/** Tasks that run. */
export interface TaskType<I = unknown> extends Known {
  readonly definition: TaskDefinition<I>;
  /** Whether this is a key as the type makes them: an older version may have queued others. Every key is, when left out. */
  names?(key: string): boolean;
  /** What the task belongs to as a whole, as its events say it: for logs and traces. */
  correlation?(key: string): string | null;
  /** The id of the task that it is a child of. */
  parent?(key: string): string | null;
  /** Records that it will not be tried again, so that a person hears of it. If it rejects, the task runs again later. */
  exhausted(key: string, input: I, error: unknown): Promise<void>;
  /** A full disk ends it like any other trouble, for somebody waits for it; left out, it is tried until the machine is well again, for no page is to blame. */
  readonly endsWithMachineTrouble?: true;
  /** What the record says is unfinished, to be queued again after Redis has lost it. */
  unfinished?(): readonly TaskRequest[];
  /** Events that lead to a task of this type. They make a consumer group of the type's name. */
  reactions?(queue: Pick<Queue, 'add' | 'addMany'>): readonly Reaction[];
}

/** A parent runs nothing itself: it is what its children have in common, lives in the record, and costs the queue nothing. */
export interface ParentTaskType extends Known {
  readonly definition: null;
  recorded(key: string): Recorded;
  children(key: string): RecordedChildren;
  /** Keys of those that are not over, oldest first, at most `limit`. */
  underWay(limit: number): readonly string[];
}
