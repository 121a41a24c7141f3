/** What the station works on, what has happened, and how it is. */
import { z } from 'zod';
import { eventEnvelopeSchema } from '../events.ts';
import type { RouteSpec } from '../route.ts';
import { readingRoutes } from './reading.ts';

/** Types of tasks that run; a task whose children they are, such as `scan_batch`, is none of them. Others may join them: what a station has, its queues name. */
export const taskTypes = ['batch_processing', 'ocr_processing', 'grading_execution', 'report_generation'] as const;
const taskType = z.string().min(1).max(100);
const taskParams = z.object({ taskId: z.string().min(1).max(300).describe('`<type>:<key>`, such as `ocr_processing:<page id>/1`.') });
const taskState = z.enum(['waiting', 'active', 'delayed', 'done', 'failed', 'unknown']);
export type TaskState = z.infer<typeof taskState>;

export const taskSchema = z.strictObject({
  taskId: z.string(), type: taskType, key: z.string(), examId: z.string().nullable(),
  state: taskState.describe('`done` and `failed` as the record knows it; `unknown`: never heard of.'),
  attempt: z.int().nullable().describe('Attempts begun; null once it is over.'), progress: z.number().min(0).max(1).nullable(), error: z.string().nullable(),
  parent: z.string().nullable().describe('The task that it is a part of, such as `scan_batch:<batch id>`.'),
  children: z.strictObject({ waiting: z.int(), active: z.int(), done: z.int(), failed: z.int() }).nullable().describe('Of a parent: its parts, counted; `active` at this moment, the others as the record knows them.'),
}).meta({ id: 'Task' });

export const queueSchema = z.strictObject({ waiting: z.int(), active: z.int(), delayed: z.int() }).meta({ id: 'QueueLengths' });
const part = z.enum(['up', 'waiting', 'down']);

export const liveStatisticsSchema = z.strictObject({
  connections: z.record(z.string(), z.int()).describe('Open connections by type.'),
  queued: z.int().describe('Messages waiting for slow readers.'), dropped: z.int().describe('Ephemeral messages that a newer one replaced.'), overflows: z.int().describe('Connections closed because they read too slowly.'),
  sentMessages: z.int(), sentBytes: z.int(), receivedBytes: z.int(), refused: z.int(), lag: z.int().describe('Events that the slowest connection is behind the log.'),
}).meta({ id: 'LiveStatistics' });
export type LiveStatistics = z.infer<typeof liveStatisticsSchema>;

export const taskFiguresSchema = z.strictObject({
  busy: z.int(), concurrency: z.int().describe('As many run here at once.'), perMinute: z.int().describe('Attempts that ended in the last minute.'),
  p50Ms: z.number().nullable().describe('Of the last 512 attempts; null before the first.'), p95Ms: z.number().nullable(), done: z.int().describe('Since the start, as what follows.'), failed: z.int(), retried: z.int(), cancelled: z.int(),
}).meta({ id: 'TaskFigures' });

const refusesWrites = z.enum(['memory', 'disk', 'read-only', 'replicas']);
/** Why a Redis that answers takes no writes. */
export type RedisRefusesWrites = z.infer<typeof refusesWrites>;

export const statusSchema = z.strictObject({
  version: z.string(), startedAt: z.string(), dataFolder: z.string(), parts: z.record(z.string(), part).describe('`lease`: whether this station has the leases of all its partitions; on a Redis that others can reach.'),
  redis: z.strictObject({ own: z.boolean().describe('Started by the station itself.'), refuses: refusesWrites.nullable().describe('Why it takes no writes though it answers.') }).optional(),
  partitions: z.array(z.enum(['own', 'held', 'waiting', 'superseded'])).describe('Parts of the event bus in their order: on the station\'s `own` Redis, or `held` by a lease; `waiting`: another station has it; `superseded`: this station must be started anew.'), queues: z.record(z.string(), queueSchema), paused: z.boolean(), live: liveStatisticsSchema,
  tasks: z.record(z.string(), taskFiguresSchema).describe('By task type: what runs, how fast, how long it takes.'),
  workers: z.strictObject({
    threads: z.int(), running: z.int(), waiting: z.int(), rssBytes: z.int().nullable().describe('Memory of their process, as it last said.'), crashes: z.int().describe('Ends of that process that nobody wanted, since the start.'),
  }).describe('Threads that read pages, draw and print; jobs in them, and jobs that wait for one.'),
  memory: z.strictObject({ rssBytes: z.int(), machineBytes: z.int(), machineFreeBytes: z.int() }), disk: z.strictObject({ freeBytes: z.int(), totalBytes: z.int() }).nullable(), lastSeq: z.int(), exams: z.int(), deadLetters: z.int(),
}).meta({ id: 'Status' });

export const workRoutes = {
  ...readingRoutes,
  listTasks: {
    method: 'GET', path: '/api/tasks', summary: 'Queue lengths by task type, and the tasks under way: batches with their parts counted, then what is at work or waits (the first ones).', needs: 'tasks.read', scope: 'station',
    query: z.strictObject({ type: taskType.optional(), limit: z.coerce.number().int().min(0).max(500).default(100) }), answer: z.strictObject({ paused: z.boolean(), queues: z.record(z.string(), queueSchema), tasks: z.array(taskSchema) }),
  },
  getTask: { method: 'GET', path: '/api/tasks/:taskId', summary: 'One task.', needs: 'tasks.read', scope: 'station', params: taskParams, answer: taskSchema },
  retryTask: { method: 'POST', path: '/api/tasks/:taskId/retry', summary: 'Tries a failed or cancelled task again, or a delayed one at once.', needs: 'tasks.change', scope: 'station', params: taskParams, answer: taskSchema },
  cancelTask: { method: 'POST', path: '/api/tasks/:taskId/cancel', summary: 'Stops a task, also one at work; its page waits for a person. A batch is stopped as a whole.', needs: 'tasks.change', scope: 'station', params: taskParams, answer: taskSchema },
  pauseTasks: {
    method: 'POST', path: '/api/tasks/pause', summary: 'Lets running tasks end and starts no others; `drain=true` answers when none runs any more.', needs: 'tasks.change', scope: 'station', status: 204,
    query: z.strictObject({ drain: z.stringbool().default(false) }), answer: z.undefined(),
  },
  resumeTasks: { method: 'POST', path: '/api/tasks/resume', summary: 'Goes on after a pause.', needs: 'tasks.change', scope: 'station', status: 204, answer: z.undefined() },
  listEvents: {
    method: 'GET', path: '/api/events', summary: 'The event log, oldest first (`order=newest`: newest first): who changed what, and what followed.', needs: 'events.read', scope: 'own',
    query: z.strictObject({
      exam: z.string().optional(), type: z.string().optional().describe('A type, or a family such as `ocr.*`.'), correlation: z.string().optional(), actor: z.string().optional().describe('`people`: everything that a person did.'),
      since: z.iso.datetime().optional(), until: z.iso.datetime().optional(), after: z.coerce.number().int().optional().describe('A `seq`: events beyond it, in the order asked for.'), order: z.enum(['oldest', 'newest']).default('oldest'),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    answer: z.strictObject({ events: z.array(eventEnvelopeSchema), next: z.int().nullable(), lastSeq: z.int() }),
  },
  getEventChain: {
    method: 'GET', path: '/api/events/:eventId/chain', summary: 'What led to an event and what followed from it, such as from a page to its score; at most 100 that followed.', needs: 'events.read', scope: 'own', params: z.object({ eventId: z.uuid() }),
    answer: z.strictObject({ events: z.array(eventEnvelopeSchema).describe('In the order in which they happened; each says its cause.'), more: z.boolean().describe('More followed than are shown.') }),
  },
  getStatus: { method: 'GET', path: '/api/status', summary: 'How the station is: parts, queues, workers, connections, memory and disk.', needs: 'system.read', scope: 'station', answer: statusSchema },
  getHealth: {
    method: 'GET', path: '/health', summary: 'Liveness and readiness: 200 when every part is up, else 503. Says nothing else to who is not signed in.', needs: 'anyone', scope: 'own',
    answer: z.strictObject({ status: z.enum(['up', 'degraded']), parts: z.record(z.string(), part) }),
  },
  getMetrics: { method: 'GET', path: '/metrics', summary: 'Figures for Prometheus.', needs: 'system.read', scope: 'station', answer: 'file' },
} as const satisfies Record<string, RouteSpec>;
