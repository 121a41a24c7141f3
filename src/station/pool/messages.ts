/** What the station and its pool host say to each other over Node's IPC (structured clones). */
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../../contract/errors.ts';
import { faultSchema } from '../../contract/fault-schema.ts';

const errorSchema = z.object({
  code: z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorCodes),
  message: z.string(),
  about: z.string().nullable(),
  faults: z.array(faultSchema).readonly().optional(),
});

/** What a thread answers: an error crosses as a plain object, for its code would be lost. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), value: z.unknown() }),
  z.object({ kind: z.literal('failed'), error: errorSchema }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Host to station. */
export const fromHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** It has more memory than it may have, and is to be ended. */
  z.object({ kind: z.literal('outgrown'), rssMb: z.number() }),
  z.object({ kind: z.literal('ended'), id: z.int(), outcome: outcomeSchema, rssMb: z.number() }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

/** Station to host. */
export const toHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), id: z.int(), job: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('abort'), id: z.int() }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** What the host is told on its command line, as JSON. */
export const hostSettingsSchema = z.object({
  jobsModule: z.url(),
  threads: z.int().min(1),
  idleTimeoutMs: z.number(),
  heapMb: z.number(),
  maxRssMb: z.number(),
  /** It leads a process group of its own, which ends with it. */
  leadsGroup: z.boolean(),
});
export type HostSettings = z.infer<typeof hostSettingsSchema>;

/** Host to thread. */
export const threadTaskSchema = z.object({ id: z.int(), job: z.string(), input: z.unknown() });
export type ThreadTask = z.infer<typeof threadTaskSchema>;

/** Name of the BroadcastChannel on which the host tells its threads the id of a job that is to end. */
export const abortChannel = 'zhiyue-pool-abort';
/** How long a job has to end by itself after that; then its thread is ended. */
export const abortGraceMs = 250;
