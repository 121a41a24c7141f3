/** Bodies of requests as they go through a port, which takes neither forms nor files. */
import type { WindowBody } from '../../contract/window.ts';

interface Content {
  readonly content: WindowBody;
  /** Bytes made here, to be handed over. */
  readonly transfer: readonly ArrayBuffer[];
}

export async function contentOf(body: unknown): Promise<Content> {
  if (body === undefined) return { content: { kind: 'none' }, transfer: [] };
  if (body instanceof Uint8Array) {
    // A copy: the caller keeps his own, for a repeat.
    const bytes = new Uint8Array(body);
    return { content: { kind: 'bytes', bytes }, transfer: [bytes.buffer] };
  }
  if (!(body instanceof FormData)) return { content: { kind: 'json', value: body }, transfer: [] };
  const transfer: ArrayBuffer[] = [];
  const parts: Extract<WindowBody, { kind: 'form' }>['parts'] = [];
  for (const [field, value] of body) {
    if (typeof value === 'string') parts.push({ field, content: value });
    else {
      const buffer = await value.arrayBuffer();
      transfer.push(buffer);
      parts.push({ field, content: { name: value.name, mediaType: value.type, bytes: new Uint8Array(buffer) } });
    }
  }
  return { content: { kind: 'form', parts }, transfer };
}
