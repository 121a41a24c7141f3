/**
 * How events lie in the stream. An entry carries a run of events, so that one XADD and one XREADGROUP serve many; its id is `<seq of its last event>-0`,
 * so that Redis itself refuses a second XADD of the same events and the highest id says where to go on.
 */
import { z } from 'zod';
import { eventEnvelopeSchema, type StoredEvent } from '../../contract/events.ts';

const eventsSchema = z.array(eventEnvelopeSchema).min(1);
const idPattern = /^(\d+)-0$/;

export interface StreamEntry {
  readonly id: string;
  /** Seq of its last event; null where the id is none of ours. */
  readonly lastSeq: number | null;
  /** Null when the entry is gone from the stream, or is not what we would have written: the log has the truth. */
  readonly events: readonly StoredEvent[] | null;
}

export const entryId = (lastSeq: number): string => `${lastSeq}-0`;

export const entryField = 'events';

export function encodeEntry(events: readonly StoredEvent[]): string {
  return JSON.stringify(events);
}

/** What XREADGROUP answers for one stream: `[[stream, [[id, [field, value, …] | null], …]]]`, or null after its time. */
const replySchema = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.array(z.string()).nullable()]))])).nullable();

/** Every group reads the same entries: each is parsed once for all of them. */
export class EntryReader {
  readonly #recent = new Map<string, { readonly text: string; readonly events: readonly StoredEvent[] | null }>();

  /** The entries of an XREADGROUP reply. */
  read(reply: unknown): StreamEntry[] {
    const entries = replySchema.parse(reply)?.[0]?.[1] ?? [];
    return entries.map(([id, fields]) => {
      const seq = idPattern.exec(id)?.[1];
      return { id, lastSeq: seq === undefined ? null : Number(seq), events: this.#events(id, fields?.[0] === entryField ? fields[1] : undefined) };
    });
  }

  #events(id: string, text: string | undefined): readonly StoredEvent[] | null {
    if (text === undefined) return null;
    const known = this.#recent.get(id);
    if (known?.text === text) return known.events;
    const events = parseEvents(text);
    this.#recent.set(id, { text, events });
    if (this.#recent.size > 64) {
      const oldest = this.#recent.keys().next().value;
      if (oldest !== undefined) this.#recent.delete(oldest);
    }
    return events;
  }
}

function parseEvents(text: string): readonly StoredEvent[] | null {
  try {
    return eventsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
