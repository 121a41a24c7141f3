/** What has happened: the envelope of every event, and a payload schema for each type. Names in the past; payloads carry ids, not names or answers. */
import { z } from 'zod';

export const eventEnvelopeSchema = z.strictObject({
  /** Position in the event log, from 1, without gaps. */
  seq: z.int().min(1),
  event_id: z.uuid(),
  type: z.string(),
  exam_id: z.string().nullable(),
  correlation_id: z.string(),
  causation_id: z.uuid().nullable(),
  actor: z.string(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  payload: z.record(z.string(), z.unknown()),
});

export type StoredEvent = z.infer<typeof eventEnvelopeSchema>;
