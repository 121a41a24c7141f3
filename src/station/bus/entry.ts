/**
 * How events lie in the stream. An entry carries a run of one partition's events, so that one XADD and one XREADGROUP serve many. Its id is `<seq of its last event>-0`,
 * so that Redis itself refuses a second XADD of the same events and the highest id says where to go on. Its fields:
 *
 *   after    seq of the partition's event before the first one here: who has not come that far has a hole to fill
 *   events   JSON array of event envelopes; or
 *   packed   the same, compressed (zstd), when it is long
 */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { eventEnvelopeSchema, type StoredEvent } from '../../contract/events.ts';

const eventsSchema = z.array(eventEnvelopeSchema).min(1);
const idPattern = /^(\d+)-0$/;
const compress = promisify(zstdCompress);
/** Below it compressing costs a reader more than it spares Redis. */
const packFromBytes = 16 << 10;
/** Events repeat each other's words: the quickest level already makes them five times smaller. */
const level = { [constants.ZSTD_c_compressionLevel]: 1 };
/** What comes out is expected to be smaller than the events by this: then it is one piece, for each is a way to the other thread and back. Room that is not used is the collector's work. */
const smallerBy = 4;
/** No entry of ours is as long; one that claims to be is not unpacked. */
const mostUnpackedBytes = 64 << 20;

export const entryId = (lastSeq: number): string => `${lastSeq}-0`;

export interface EncodedEntry {
  readonly field: 'events' | 'packed';
  readonly value: Buffer;
}

/** `made`: the events as a JSON array, where somebody has it already. */
export async function encodeEntry(events: readonly StoredEvent[], made: Buffer | null = null): Promise<EncodedEntry> {
  const bytes = made ?? Buffer.from(JSON.stringify(events));
  // Compressing runs in a thread of libuv's, beside us.
  return bytes.length < packFromBytes ? { field: 'events', value: bytes } : { field: 'packed', value: await compress(bytes, { params: level, chunkSize: Math.ceil(bytes.length / smallerBy) }) };
}

export interface StreamEntry {
  readonly id: string;
  /** Seq of its last event; null where the id is none of ours. */
  readonly lastSeq: number | null;
  readonly after: number;
  /** Null when the entry is gone from the stream, or is not what we would have written: the log has the truth. */
  readonly events: readonly StoredEvent[] | null;
}

/** What XREADGROUP answers for one stream: `[[stream, [[id, [field, value, …] | null], …]]]`, or null after its time. */
const bytes = z.instanceof(Buffer);
const replySchema = z.array(z.tuple([bytes, z.array(z.tuple([bytes, z.array(bytes).nullable()]))])).nullable();

const mostRemembered = 64;

/** Every group reads the same entries, and mostly we wrote them ourselves: what came back byte for byte as it is known needs no parsing. */
export class EntryReader {
  readonly #recent = new Map<string, { readonly stream: string; readonly value: Buffer; readonly events: readonly StoredEvent[] | null }>();

  remember(stream: string, id: string, value: Buffer, events: readonly StoredEvent[] | null): void {
    this.#recent.set(`${stream} ${id}`, { stream, value, events });
    if (this.#recent.size <= mostRemembered) return;
    const oldest = this.#recent.keys().next().value;
    if (oldest !== undefined) this.#recent.delete(oldest);
  }

  /** Every group has dealt with what lies in the stream up to this seq. */
  forget(stream: string, through: number): void {
    for (const [id, known] of this.#recent) if (known.stream === stream && (known.events?.at(-1)?.seq ?? 0) <= through) this.#recent.delete(id);
  }

  /** The entries of an XREADGROUP reply about one stream. */
  read(stream: string, reply: unknown): StreamEntry[] {
    const entries = replySchema.parse(reply)?.[0]?.[1] ?? [];
    return entries.map(([idBytes, fields]) => {
      const id = idBytes.toString();
      const seq = idPattern.exec(id)?.[1];
      const [afterName, after, field, value] = fields ?? [];
      const known = afterName?.toString() === 'after' && after !== undefined && value !== undefined;
      return {
        id, lastSeq: seq === undefined ? null : Number(seq), after: known ? Number(after.toString()) : 0,
        events: known ? this.#events(stream, id, field?.toString() ?? '', value) : null,
      };
    });
  }

  #events(stream: string, id: string, field: string, value: Buffer): readonly StoredEvent[] | null {
    const known = this.#recent.get(`${stream} ${id}`);
    if (known?.value.equals(value)) return known.events;
    const events = decodeEntry(field, value);
    this.remember(stream, id, value, events);
    return events;
  }
}

function decodeEntry(field: string, value: Buffer): readonly StoredEvent[] | null {
  try {
    const text = field === 'packed' ? zstdDecompressSync(value, { maxOutputLength: mostUnpackedBytes }) : value;
    return eventsSchema.parse(JSON.parse(text.toString()));
  } catch {
    return null;
  }
}
