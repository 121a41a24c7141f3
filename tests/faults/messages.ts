/** What the driver and the station's process say to each other (Node's IPC). */
import { z } from 'zod';

export const troubleSchema = z.strictObject({
  /** What the injected trouble is about: every `oneIn`th task or event, chosen by its name and the seed. */
  seed: z.int(), oneIn: z.int().min(1),
  where: z.enum(['tasks', 'handlers']),
  how: z.enum(['always', 'sometimes', 'never-returns']),
});
export type InjectedTrouble = z.infer<typeof troubleSchema>;

export const stationOrderSchema = z.strictObject({
  dataFolder: z.string(),
  /** The scans, in order. */
  files: z.array(z.strictObject({ path: z.string(), name: z.string() })),
  /** The jobs of the pool. */
  jobsModule: z.url(),
  redisUrl: z.string().nullable(),
  taskTimeoutMs: z.int(),
  /** Each event of this type is told; of the others only that some came. */
  tell: z.string(),
  trouble: troubleSchema.nullable(),
});
export type StationOrder = z.infer<typeof stationOrderSchema>;

export const fromStationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), type: z.string() }),
  /** It goes on by itself: tried again a little later. */
  z.strictObject({ kind: z.literal('stumbled'), code: z.string(), message: z.string() }),
  z.strictObject({
    kind: z.literal('done'),
    /** What the results amount to, as JSON. */
    essence: z.string(),
    /** Tasks that the queue still has when all is done, as people see them. */
    tasksLeft: z.array(z.string()),
    deadLetters: z.int(),
    /** The longest time for which the station's own thread stood still, in milliseconds. */
    longestHaltMs: z.number(),
  }),
]);
export type FromStation = z.infer<typeof fromStationSchema>;

export const toStationSchema = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('clock'), shiftMs: z.int() })]);
export type ToStation = z.infer<typeof toStationSchema>;
