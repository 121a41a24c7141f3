import { expect, test } from 'vitest';
import { joined, outgoing } from './outgoing.ts';

/** Reads frames as RFC 6455, 5.2 describes them; fails on anything but unmasked, unfragmented texts. */
function texts(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x81);
    const short = bytes.readUInt8(at + 1);
    expect(short).toBeLessThan(128);
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    // The shortest form is the only right one.
    expect(length).toBeGreaterThanOrEqual(short === 126 ? 126 : short === 127 ? 65_536 : 0);
    expect(bytes.length - at).toBeGreaterThanOrEqual(head + length);
    found.push(bytes.toString('utf8', at + head, at + head + length));
    at += head + length;
  }
  return found;
}

/** The lengths at which the head of a frame grows. */
test.each([60, 125, 126, 127, 65_535, 65_536, 200_000])('messages of %i bytes are frames one behind the other', (length) => {
  const message = (text: string) => ({ type: 'error', code: 'internal', message: text, about: null }) as const;
  const missing = length - JSON.stringify(message('')).length;
  const said = message(`${'智'.repeat(Math.max(0, Math.trunc(missing / 3)))}${'x'.repeat(Math.max(0, missing % 3))}`);
  const out = joined([outgoing(said), outgoing(said)]);
  expect(Buffer.byteLength(JSON.stringify(said))).toBe(length);
  expect(out.count).toBe(2);
  expect(out.messages).toEqual([said, said]);
  expect(texts(out.bytes).map((text): unknown => JSON.parse(text))).toEqual([said, said]);
});
