/** Conversations of the live protocol, as `docs/live-protocol.md` shows them. A test parses each message with its schema, and another one holds the same conversations with a real station. */
import type { ClientMessage, StationMessage } from './live.ts';

export type Step =
  | { readonly client: ClientMessage }
  /** What no client should send. */
  | { readonly wrong: string }
  | { readonly station: StationMessage }
  /** Something beside the conversation. */
  | { readonly meanwhile: Meanwhile };

/** What a test does at this point. */
export const meanwhiles = {
  'exam-entered': 'Somebody enters an exam.',
  'key-changed': 'Somebody changes its key.',
  'scan-put-in': 'A scan is put in.',
  'role-taken': 'The operator makes this device a viewer.',
  'role-given': 'The operator makes it a leader again.',
  'time-passes': 'A heartbeat passes.',
  'connection-breaks': 'The connection breaks. The client comes back after the first of `reconnectDelaysMs`.',
  'closed-4000': 'The station closes with 4000.',
  'closed-4001': 'The station closes with 4001.',
  'closed-4005': 'The station closes with 4005.',
  'closed-4014': 'The station closes with 4014.',
  'another-client': 'Another client comes.',
  'station-closes': 'The station is being stopped.',
} as const;
export type Meanwhile = keyof typeof meanwhiles;

export interface Conversation { readonly title: string; readonly about: string; readonly steps: readonly Step[] }

const token = '<access token>';
const record = 'b7c1a7de-3a0c-4c6b-8a40-3f1f0a0ac6e1';
const principal = { id: 'device:0d7f7a52-1f4e-4ad0-8f0a-3f6f2b3d5c11', name: 'Li, room 3', role: 'leader', exams: 'all', local: false } as const;
const hello = { type: 'hello', protocol: 1, connection: 'general', token } as const;
const welcome = {
  type: 'welcome', protocol: 1, session: '7b6a1d0c-51a9-4a5e-9d0f-2b1c3d4e5f60', record, position: 2, heartbeatMs: 30_000, reconnectDelaysMs: [1000, 2000, 5000, 10_000, 30_000], principal, tokenExpiresAt: '2026-11-22T08:10:00.000Z',
} satisfies StationMessage;

export const conversations: readonly Conversation[] = [
  {
    title: 'Welcome, events, a newer token',
    about: 'No `position`: the stream begins now. The subscription lets events of exams through, and the figures.',
    steps: [
      { client: { ...hello, subscriptions: [{ id: 'exams', types: ['exam.*', 'progress'] }] } },
      { station: welcome },
      { meanwhile: 'exam-entered' },
      { station: { type: 'event', event: { seq: 3, event_id: '1f0a0ac6-e1b7-4c1a-97de-3a0c4c6b8a40', type: 'exam.created', exam_id: 'math-8-mid', correlation_id: '1f0a0ac6-e1b7-4c1a-97de-3a0c4c6b8a40', causation_id: null, actor: 'operator', at: '2026-11-22T08:00:05.120Z', payload: { revision: 1, layout_version: '5f0c9a3e', questions: 24 } } } },
      { client: { type: 'ack', position: 3 } },
      { client: { type: 'subscribe', subscription: { id: 'batches', types: ['batch.*'], exams: ['math-8-mid'] } } },
      { station: { type: 'subscribed', id: 'batches' } },
      { meanwhile: 'scan-put-in' },
      { station: { type: 'event', event: { seq: 4, event_id: '2f0a0ac6-e1b7-4c1a-97de-3a0c4c6b8a40', type: 'batch.started', exam_id: 'math-8-mid', correlation_id: '9c1e7a52-1f4e-4ad0-8f0a-3f6f2b3d5c11', causation_id: null, actor: 'station', at: '2026-11-22T08:01:00.000Z', payload: { batch_id: '9c1e7a52-1f4e-4ad0-8f0a-3f6f2b3d5c11', batch_key: 'class-1', run: 1 } } } },
      { station: { type: 'signal', topic: 'progress', exam: 'math-8-mid', at: '2026-11-22T08:01:01.200Z', body: { pages: 1, read: 0, failed: 0, copies: { read: 0, failed: 0 }, graded: 0, exceptions: 0, intakeDone: true, completed: false } } },
      { client: { type: 'unsubscribe', id: 'batches' } },
      { station: { type: 'unsubscribed', id: 'batches' } },
      { meanwhile: 'role-taken' },
      { station: { type: 'rights', principal: { ...principal, role: 'viewer' } } },
      { meanwhile: 'role-given' },
      { station: { type: 'rights', principal } },
      { meanwhile: 'time-passes' },
      { station: { type: 'ping', position: 6 } },
      { client: { type: 'pong', position: 6 } },
      { client: { type: 'token', token } },
    ],
  },
  {
    title: 'Coming back',
    about: 'With the `record` of the last welcome and the `seq` of the last event that was dealt with (or of the last ping): first comes what was missed.',
    steps: [
      { client: { ...hello, connection: 'grading' } },
      { station: welcome },
      { meanwhile: 'connection-breaks' },
      { meanwhile: 'key-changed' },
      { client: { ...hello, connection: 'grading', record, position: 2 } },
      { station: { ...welcome, session: '8b6a1d0c-51a9-4a5e-9d0f-2b1c3d4e5f60' } },
      { station: { type: 'event', event: { seq: 9, event_id: '3f0a0ac6-e1b7-4c1a-97de-3a0c4c6b8a40', type: 'exam.updated', exam_id: 'math-8-mid', correlation_id: '3f0a0ac6-e1b7-4c1a-97de-3a0c4c6b8a40', causation_id: null, actor: 'operator', at: '2026-11-22T08:02:00.000Z', payload: { revision: 2, changed: ['key'] } } } },
    ],
  },
  {
    title: 'What was missed cannot be told',
    about: 'The position is one of another station, or of a record that was put back from a copy. The client reads again what it shows; the stream goes on from `position`.',
    steps: [
      { client: { ...hello, record: 'another-record', position: 812 } },
      { station: { ...welcome, position: 12 } },
      { station: { type: 'resync', reason: 'other-record', position: 12 } },
    ],
  },
  {
    title: 'Refusals',
    about: 'Instead of the welcome, and the end. `retry` says whether the same hello may be welcome later.',
    steps: [
      { client: { ...hello, protocol: 99 } },
      { station: { type: 'refused', code: 'protocol-unknown', message: 'This station speaks version 1 of the live protocol.', retry: false } },
      { meanwhile: 'closed-4005' },
      { meanwhile: 'another-client' },
      { client: { ...hello, token: 'not-a-token' } },
      { station: { type: 'refused', code: 'not-signed-in', message: 'The access token is none of this station.', retry: false } },
      { meanwhile: 'closed-4001' },
    ],
  },
  {
    title: 'The end',
    about: 'After the welcome, `bye` says why it ends and whether to come back.',
    steps: [
      { client: hello },
      { station: welcome },
      { wrong: '{"type":"shout"}' },
      { station: { type: 'bye', code: 'request-invalid', message: 'A message does not fit the live protocol.', retry: false } },
      { meanwhile: 'closed-4000' },
      { meanwhile: 'another-client' },
      { client: hello },
      { station: welcome },
      { meanwhile: 'station-closes' },
      { station: { type: 'bye', code: 'station-closed', message: 'The station is closing; come back when it runs again.', retry: true } },
      { meanwhile: 'closed-4014' },
    ],
  },
];
