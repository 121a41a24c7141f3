/** What has happened: the envelope of every event, and a payload schema for each type. Names in the past; payloads carry ids, not names or answers. */
import { z } from 'zod';
import { type QuickLook, quickLook } from './quick-look.ts';

export const eventEnvelopeSchema = z.strictObject({
  /** Position in the event log, from 1, without gaps. At or below 0: history that came along with an exam restored from a backup; such events are looked up, never told. */
  seq: z.int(),
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

const id = z.string().min(1);
const count = z.int().min(0);
const revision = z.int().min(1);
const examScope = z.union([z.literal('all'), z.array(id)]);

/** Payload of each type; `describe` says when it is written (`docs/events.md` repeats it, a test keeps both alike). */
export const eventPayloads = {
  'exam.created': z.strictObject({ revision, layout_version: id, questions: count })
    .describe('An exam was entered for the first time.'),
  'exam.updated': z.strictObject({ revision, changed: z.array(z.enum(['key', 'rules', 'text', 'layout', 'archived'])) })
    .describe('The key, a scoring rule, a title or (before any page was put in) the layout changed; scores follow. `archived`: it was put away, or taken out again.'),
  'exam.deleted': z.strictObject({ revision, pages: count, sheets: count })
    .describe('An exam was removed with its pages, readings and scores; its events stay.'),
  'exam.published': z.strictObject({ publication_id: id, revision, sheets: count, exceptions: count, digest: id })
    .describe('Scores, key and rules were frozen and given out. `exceptions`: what still waited for a person.'),
  'exam.unpublished': z.strictObject({ publication_id: id })
    .describe('A publication was taken back; the record keeps the reason. Scores may change again.'),
  'exam.restored': z.strictObject({ restore_id: id, revision, pages: count, sheets: count, history: count, copy_of: id.nullable(), replaced: z.boolean(), record: z.string(), made_at: z.iso.datetime() })
    .describe('An exam came out of a backup: all of it at once, with its history (`history`: events that the log did not have; they stand at or below `seq` 0 and are not told again). `copy_of`: it is a copy of that exam; `replaced`: it took the place of what was there; `record`, `made_at`: which record the backup was made of, and when.'),
  'backup.written': z.strictObject({ exams: z.array(id), bytes: count })
    .describe('Exams were written into a backup file. Where it lies is in no event.'),
  'roster.imported': z.strictObject({ candidates: count })
    .describe('The list of who should sit the exam was entered, or replaced by another.'),
  'batch.started': z.strictObject({ batch_id: id, batch_key: id, run: revision })
    .describe('Files are being put in. The same batch starts again (`run` 2, 3 …) when more files are put into it, or pages of it are read again, after it was completed.'),
  'page.received': z.strictObject({ batch_id: id, page_id: id, source_id: id, page_in_file: revision, duplicate_of: id.nullable() })
    .describe('One page lies in the station. `duplicate_of` names the page it is a byte-identical copy of; a copy is not read again.'),
  'ocr.started': z.strictObject({ batch_id: id, page_id: id, attempt: revision })
    .describe('A page is being read.'),
  'ocr.completed': z.strictObject({
    batch_id: id, page_id: id, reading_revision: revision, candidate_no: id.nullable(), page: revision.nullable(), items: count, doubtful: count, trouble: z.string().nullable(), duration_ms: z.number().min(0), turn: z.literal([0, 90, 180, 270]).default(0),
  }).describe('A page was read: marks, codes and text. `trouble` says why there may be no items (blank, foreign page …). `turn`: degrees clockwise that bring its image upright.'),
  'ocr.failed': z.strictObject({ batch_id: id, page_id: id, code: id, attempts: revision })
    .describe('A page cannot be read: at once for a bad file, after the last attempt for a passing trouble. It waits for a person.'),
  'grading.started': z.strictObject({ candidate_no: id, sheet_revision: revision, exam_revision: revision })
    .describe('A candidate\'s sheet is being scored.'),
  'grading.completed': z.strictObject({ candidate_no: id, sheet_revision: revision, exam_revision: revision, pages: count, changed: z.boolean() })
    .describe('A candidate\'s sheet has a score. `changed`: another one than before.'),
  'grading.failed': z.strictObject({ candidate_no: id, sheet_revision: revision, code: id })
    .describe('A sheet could not be scored after the last attempt.'),
  'grading.reviewed': z.strictObject({ correction_id: id, page_id: id, field: id, candidate_no: id.nullable() })
    .describe('A person settled what stands in a field of a page; scores follow.'),
  'correction.withdrawn': z.strictObject({ correction_id: id, page_id: id, field: id, candidate_no: id.nullable() })
    .describe('What a person had settled was undone: the machine\'s reading counts again, scores follow.'),
  'exception.raised': z.strictObject({ exception_id: id, kind: id, page_id: id.nullable(), candidate_no: id.nullable(), field: z.string() })
    .describe('Something waits for a person.'),
  'exception.resolved': z.strictObject({ exception_id: id, kind: id, by: z.enum(['person', 'station']) })
    .describe('It waits no longer: a person settled it, or what it was about has changed.'),
  'batch.completed': z.strictObject({
    batch_id: id, batch_key: id, run: revision, pages_in: count, pages_read: count, pages_failed: count, pages_duplicate: count, sheets: count, exceptions: z.record(z.string(), count),
  }).describe('Every page of the batch is accounted for, every sheet of it graded, and the reconciliation done.'),
  'batch.cancelled': z.strictObject({ batch_id: id, pages: count })
    .describe('The pages of a batch that were not read yet were given up; they wait as exceptions.'),
  'batch.cut-short': z.strictObject({ batch_id: id, files: count, came: count })
    .describe('Somebody said that no more files will come of a sending that broke off: `came` of `files` are in.'),
  'watch.started': z.strictObject({ batch_id: id }).describe('A folder is watched for scans; they go into the batch, which stays open.'),
  'watch.stopped': z.strictObject({ batch_id: id }).describe('The folder is watched no longer; the batch ends with what is in it.'),
  'watch.failed': z.strictObject({ batch_id: id, code: id }).describe('The watched folder has gone, or a file from it could not be taken; the station tries again by itself.'),
  'watch.resumed': z.strictObject({ batch_id: id }).describe('What was wrong with the watched folder is over.'),
  'quality.alarm': z.strictObject({ batch_id: id, kind: id, pages: count }).describe('Most of the last five pages of a batch show the same trouble, such as skewed, streak, blurred, blank-backs, unreadable or repeated; or, of the last twelve, two are much too long (double-feed), or the paper is darker from page to page (fading). Told once until it is over.'),
  'quality.cleared': z.strictObject({ batch_id: id, kind: id }).describe('The pages come well again. What a batch ends with stays with it.'),
  'exam.rescored': z.strictObject({ rescore_id: id, exam_revision: revision, sheets: count, changed: count })
    .describe('Every sheet was scored again after the exam changed; the record keeps whose score changed from what to what.'),
  'report.written': z.strictObject({ report_id: id, files: z.array(z.string()) })
    .describe('The result files of an exam were written; they are named as seen from the folder they are in, which is told nowhere.'),
  'template.created': z.strictObject({ template_id: id, revision }).describe('A template of a foreign sheet was begun on a scan, or taken from a file.'),
  'template.changed': z.strictObject({ template_id: id, revision, changed: z.array(z.enum(['blocks', 'reference'])) }).describe('Blocks or name of a template were changed, or it got another reference scan.'),
  'template.deleted': z.strictObject({ template_id: id, revision }).describe('A template was removed with its reference scan.'),
  'task.cancelled': z.strictObject({ task_id: id })
    .describe('A person stopped a task.'),
  'task.retried': z.strictObject({ task_id: id })
    .describe('A person had a task tried again.'),
  'dead-letter.retried': z.strictObject({ letter_id: count, group: id, event_id: id, outcome: z.enum(['handled', 'failed']) }).describe('A person had an event that a handler had given up handled once more; `outcome`: what came of it.'),
  'dead-letter.discarded': z.strictObject({ letter_id: count, group: id, event_id: id }).describe('A person put an event away that a handler had given up; the record keeps why.'),
  'settings.changed': z.strictObject({ name: id, value: z.union([z.string(), z.number(), z.null()]) }).describe('A person changed a setting of the station; `null`: it is as the station thinks best again.'),
  'work.paused': z.strictObject({}).describe('A person paused the work: running tasks end, no others start.'),
  'work.resumed': z.strictObject({}).describe('The work goes on after a pause.'),
  'pairing.created': z.strictObject({ pairing_id: id, role: id, exams: examScope })
    .describe('A pairing code was made for one device. The code itself is in no event and no log.'),
  'pairing.voided': z.strictObject({ pairing_id: id, role: id, exams: examScope })
    .describe('A pairing code was made useless before anybody used it: somebody said so, or the device that made it may make none any more.'),
  'pairing.locked': z.strictObject({ failures: count, until: z.iso.datetime() })
    .describe('Too many wrong pairing codes: for a while none is taken.'),
  'device.paired': z.strictObject({ device_id: id, pairing_id: id, role: id, exams: examScope })
    .describe('A device turned a pairing code into a session.'),
  'device.changed': z.strictObject({ device_id: id, role: id, exams: examScope })
    .describe('A device got another name, role or other exams.'),
  'device.revoked': z.strictObject({ device_id: id, because: z.enum(['operator', 'token-reused', 'signed-out']) })
    .describe('A device may not come back: the operator said so, it signed out, or one of its refresh tokens was used twice.'),
  'lan.opened': z.strictObject({ port: count, tls: z.boolean() }).describe('The station was opened to the LAN.'),
  'lan.closed': z.strictObject({}).describe('The station was closed to the LAN.'),
  'system.health_check': z.strictObject({ parts: z.record(z.string(), z.string()) })
    .describe('State of the station\'s parts. Goes by the ephemeral path only, never into the log.'),
} as const;

export type EventType = keyof typeof eventPayloads;
export type EventPayload<T extends EventType> = z.infer<(typeof eventPayloads)[T]>;

/** An event whose payload is known by its type. */
export type EventOf<T extends EventType> = Omit<StoredEvent, 'type' | 'payload'> & { readonly type: T; readonly payload: EventPayload<T> };
export type ZhiyueEvent = { [T in EventType]: EventOf<T> }[EventType];

/** What a writer says about an event; the log adds position, id and time. */
export type NewEvent = { [T in EventType]: {
  readonly type: T;
  readonly payload: EventPayload<T>;
  readonly examId: string | null;
  /** What it belongs to as a whole, such as a batch; its own id when left out. */
  readonly correlationId?: string;
  /** `event_id` of the event that led to this one. */
  readonly causationId?: string | null;
  /** `station`, or the name of the person. */
  readonly actor?: string;
} }[EventType];

const schemas: { readonly [T in EventType]: z.ZodType<EventPayload<T>> } = eventPayloads;

/** Narrows an event by its type; its payload is parsed by that type's schema. Throws a ZodError on a payload that does not fit. */
export function eventOf<T extends EventType>(type: T, event: StoredEvent): EventOf<T> {
  return { ...event, type, payload: schemas[type].parse(event.payload) };
}

/** Made when the first event of its type comes. */
const looks = new Map<EventType, QuickLook>();

/** Throws a ZodError for a payload that does not fit its type. */
export function checkPayload({ type, payload }: NewEvent): void {
  let look = looks.get(type);
  if (look === undefined) looks.set(type, (look = quickLook(schemas[type])));
  if (!look(payload)) schemas[type].parse(payload);
}

/** An event of one of the types `T`, whose payload is known by its type. */
export type KnownEvent<T extends EventType = EventType> = Extract<ZhiyueEvent, { readonly type: T }>;

const isEventType = (type: string): type is EventType => Object.hasOwn(schemas, type);

/** Whether an event is of one of these types and carries what its type says. */
export function fits<T extends EventType>(event: StoredEvent, types: readonly T[] | '*'): event is KnownEvent<T> {
  const { type } = event;
  return isEventType(type) && (types === '*' || types.some((one) => one === type)) && schemas[type].safeParse(event.payload).success;
}
