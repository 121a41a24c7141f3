import type { StoredEvent } from '../../contract/events.ts';

/** An event's envelope as JSON, made around its payload's, which somebody has already: it is made once, for the log and for the stream. Ids, types and times need no escaping; the rest may hold anything. */
export function eventText(event: StoredEvent, payload: string): string {
  const { seq, event_id, type, exam_id, correlation_id, causation_id, actor, at } = event;
  const cause = causation_id === null ? 'null' : `"${causation_id}"`;
  return `{"seq":${seq},"event_id":"${event_id}","type":"${type}","exam_id":${JSON.stringify(exam_id)},"correlation_id":${JSON.stringify(correlation_id)},"causation_id":${cause},"actor":${JSON.stringify(actor)},"at":"${at}","payload":${payload}}`;
}
