/** What goes out, made once for all who get it: the bytes of its WebSocket frames, and the objects for message ports. */
import type { StationMessage } from '../../../contract/live.ts';

export interface Outgoing {
  /** Messages in it. */
  readonly count: number;
  /** Complete WebSocket text frames, one behind the other. A frame of the server carries no mask, so the same bytes fit every reader. */
  readonly bytes: Buffer;
  readonly messages: readonly StationMessage[];
}

const finalText = 0x81;
const emptyBytes = Buffer.alloc(0);

/** A text as one unfragmented, unmasked WebSocket frame (RFC 6455, 5.2). */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = finalText;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}

export function outgoing(message: StationMessage): Outgoing {
  return { count: 1, bytes: frameOf(JSON.stringify(message)), messages: [message] };
}

/** Several as one, in their order. */
export function joined(parts: readonly Outgoing[]): Outgoing {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    bytes: parts.length === 0 ? emptyBytes : Buffer.concat(parts.map(({ bytes }) => bytes)),
    messages: parts.flatMap(({ messages }) => messages),
  };
}
