/**
 * The live protocol: what a client and the station say to each other over a WebSocket (`/live`, one JSON object a text frame) or a message port of the window (the same objects).
 *
 *   client                          station
 *   hello ─────────────────────────▶
 *         ◀───────────────────────── welcome, or refused (and the end)
 *         ◀───────────────────────── resync      when what was missed cannot be told any more: read again what you show
 *         ◀───────────────────────── event …     first what was missed since `position`, then as it happens
 *         ◀───────────────────────── signal …    figures that a newer one replaces
 *   subscribe, unsubscribe ────────▶ ◀── subscribed, or error
 *         ◀───────────────────────── ping        every heartbeat; says up to where this connection has been served
 *   pong, ack ─────────────────────▶
 *   token ─────────────────────────▶             a new access token before the old one ends
 *         ◀───────────────────────── bye         and the end: why, and whether to come back
 *
 * `docs/live-protocol.md` explains it with samples that a test runs.
 */
import { z } from 'zod';
import { mayDo, type Permission, type Principal, principalSchema, rolePermissions, seesExam } from './access.ts';
import { errorCodes, type ErrorCode } from './errors.ts';
import { eventEnvelopeSchema, type EventType, eventPayloads } from './events.ts';

export const liveProtocol = 1;
export const livePath = '/live';
/** Bytes of one message to the station. */
export const maxClientMessageBytes = 64 * 1024;

export const signalTopics = ['progress', 'health', 'queue'] as const;
export type SignalTopic = (typeof signalTopics)[number];

/** What one must be allowed to see an event: on its exam, or on the station as a whole where it is about none. */
export const eventNeeds: Readonly<Record<EventType, Permission>> = {
  'exam.created': 'exams.read', 'exam.updated': 'exams.read', 'exam.deleted': 'exams.read', 'exam.rescored': 'exams.read', 'exam.published': 'exams.read', 'exam.unpublished': 'exams.read', 'exam.restored': 'exams.read', 'backup.written': 'system.read', 'settings.changed': 'system.read', 'roster.imported': 'roster.read',
  'batch.started': 'exams.read', 'batch.completed': 'exams.read', 'batch.cancelled': 'exams.read',
  'batch.cut-short': 'exams.read', 'watch.started': 'exams.read', 'watch.stopped': 'exams.read', 'watch.failed': 'exams.read', 'watch.resumed': 'exams.read',
  'quality.alarm': 'exams.read', 'quality.cleared': 'exams.read',
  // These name a candidate.
  'page.received': 'pages.read', 'ocr.started': 'pages.read', 'ocr.completed': 'pages.read', 'ocr.failed': 'pages.read',
  'grading.started': 'scores.read', 'grading.completed': 'scores.read', 'grading.failed': 'scores.read', 'grading.reviewed': 'exceptions.read', 'correction.withdrawn': 'exceptions.read',
  'exception.raised': 'exceptions.read', 'exception.resolved': 'exceptions.read',
  // Names files on the station's machine.
  'report.written': 'system.read',
  'dead-letter.retried': 'tasks.read', 'dead-letter.discarded': 'tasks.read',
  'task.cancelled': 'tasks.read', 'task.retried': 'tasks.read', 'work.paused': 'tasks.read', 'work.resumed': 'tasks.read',
  'template.created': 'exams.change', 'template.changed': 'exams.change', 'template.deleted': 'exams.change',
  'pairing.created': 'access.change', 'pairing.voided': 'access.change', 'pairing.locked': 'access.change', 'device.paired': 'access.change', 'device.changed': 'access.change', 'device.revoked': 'access.change', 'lan.opened': 'access.change', 'lan.closed': 'access.change',
  'system.health_check': 'system.read',
};
export const signalNeeds: Readonly<Record<SignalTopic, Permission>> = { progress: 'exams.read', health: 'system.read', queue: 'tasks.read' };

const all = Object.keys(eventPayloads).filter((name): name is EventType => name in eventPayloads);
const family = (...starts: readonly string[]): readonly EventType[] => all.filter((type) => starts.some((start) => type.startsWith(start)));

interface Carried { readonly about: string; readonly events: readonly EventType[]; readonly signals: readonly SignalTopic[] }

/** What each type of connection carries, as far as its user may see it. */
const connections = {
  quality: { about: 'How well the paper comes in: what was read, what could not be, what is in doubt.', events: [...family('quality.', 'ocr.', 'exception.'), 'grading.reviewed', 'correction.withdrawn', 'batch.completed'], signals: ['progress'] },
  progress: { about: 'How far batches and exams are.', events: [...family('batch.', 'watch.', 'page.', 'ocr.'), 'grading.completed', 'grading.failed', 'exam.rescored', 'report.written'], signals: ['progress', 'queue'] },
  grading: { about: 'Scores and what changes them.', events: [...family('grading.', 'exception.', 'correction.'), 'exam.updated', 'exam.deleted', 'exam.rescored', 'exam.published', 'exam.unpublished', 'exam.restored'], signals: ['progress'] },
  system: { about: 'The station itself: parts, queues, devices, the LAN.', events: family('device.', 'lan.', 'pairing.', 'task.', 'dead-letter.', 'work.', 'batch.', 'backup.', 'settings.', 'template.'), signals: ['health', 'queue'] },
  general: { about: 'Everything.', events: all, signals: signalTopics },
} as const satisfies Readonly<Record<string, Carried>>;
export type ConnectionType = keyof typeof connections;
export const carries: Readonly<Record<ConnectionType, Carried>> = connections;
export const connectionTypes = Object.keys(connections).filter((name): name is ConnectionType => name in connections);
const connectionTypeSchema = z.enum(connectionTypes);

/** Whether a person may see an event of this type about this exam. */
export function maySeeEvent(principal: Principal, type: string, examId: string | null): boolean {
  const needs = Object.entries(eventNeeds).find(([name]) => name === type)?.[1];
  return needs !== undefined && mayDo(principal, needs, examId);
}

/** Whether a person may see signals on a topic: those about an exam need the exam, others the whole station. */
export function maySeeSignal(principal: Principal, topic: SignalTopic, examId: string | null): boolean {
  return rolePermissions[principal.role].includes(signalNeeds[topic]) && (examId === null ? principal.exams === 'all' : seesExam(principal, examId));
}

const ids = z.array(z.string().min(1).max(100)).min(1).max(100);
export const subscriptionSchema = z.strictObject({
  id: z.string().min(1).max(50).describe('Chosen by the client; a second one of the same id takes the place of the first.'),
  exams: ids.optional().describe('Only of these exams.'),
  types: ids.optional().describe('Only these types or families, such as `ocr.*`; a signal topic stands for itself.'),
  batches: ids.optional().describe('Only events of these batches.'),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

const position = z.int().min(0).describe('A `seq` of the event log: everything up to it is known.');
const codes = Object.keys(errorCodes).filter((name): name is ErrorCode => name in errorCodes);
const code = z.enum(codes);

export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'), protocol: z.int().describe(`${liveProtocol}.`), connection: connectionTypeSchema,
    token: z.string().max(4096).optional().describe('An access token; left out on the window\'s own port.'),
    record: z.string().max(100).optional().describe('Which record `position` belongs to, as the last welcome said.'),
    position: position.optional().describe('Where to go on; left out: from now.'),
    subscriptions: z.array(subscriptionSchema).max(50).optional().describe('Left out: everything that the connection carries.'),
  }),
  z.strictObject({ type: z.literal('subscribe'), subscription: subscriptionSchema }),
  z.strictObject({ type: z.literal('unsubscribe'), id: z.string().min(1).max(50) }),
  z.strictObject({ type: z.literal('ack'), position }),
  z.strictObject({ type: z.literal('pong'), position: position.optional() }),
  z.strictObject({ type: z.literal('token'), token: z.string().max(4096) }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type Hello = Extract<ClientMessage, { type: 'hello' }>;

export const resyncReasons = ['other-record', 'ahead-of-the-log', 'too-far-behind', 'too-slow'] as const;

export const stationMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('welcome'), protocol: z.int(), session: z.string(), record: z.string(), position: position.describe('Events beyond it will come.'), heartbeatMs: z.int(), reconnectDelaysMs: z.array(z.int()),
    principal: principalSchema, tokenExpiresAt: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal('rights'), principal: principalSchema.describe('Who is connected, with another role, other exams or another name from now on.') }),
  z.strictObject({ type: z.literal('refused'), code, message: z.string(), retry: z.boolean().describe('Whether the same hello may be welcome later.') }),
  z.strictObject({ type: z.literal('resync'), reason: z.enum(resyncReasons), position: position.describe('Where the stream goes on, once everything shown has been read again.') }),
  z.strictObject({ type: z.literal('event'), event: eventEnvelopeSchema }),
  z.strictObject({ type: z.literal('signal'), topic: z.enum(signalTopics), exam: z.string().nullable(), at: z.string(), body: z.record(z.string(), z.unknown()) }),
  z.strictObject({ type: z.literal('subscribed'), id: z.string() }),
  z.strictObject({ type: z.literal('unsubscribed'), id: z.string() }),
  z.strictObject({ type: z.literal('ping'), position: position.describe('Everything up to it that this connection is to see has been sent.') }),
  z.strictObject({ type: z.literal('error'), code, message: z.string(), about: z.string().nullable() }),
  z.strictObject({ type: z.literal('bye'), code, message: z.string(), retry: z.boolean() }),
]);
export type StationMessage = z.infer<typeof stationMessageSchema>;

/** Why a connection ends, as its WebSocket close code; the message before says it in words. */
export const closeCodes = {
  /** Malformed or unknown message, or none in time. */
  'request-invalid': 4000,
  'not-signed-in': 4001,
  'token-expired': 4002,
  'device-revoked': 4003,
  'forbidden': 4004,
  'protocol-unknown': 4005,
  'rate-limited': 4008,
  /** The queue overflowed: come back with your position. */
  'too-slow': 4009,
  'request-too-large': 4010,
  'too-many-connections': 4013,
  'station-closed': 4014,
} as const satisfies Partial<Record<ErrorCode, number>>;
export type CloseReason = keyof typeof closeCodes;
