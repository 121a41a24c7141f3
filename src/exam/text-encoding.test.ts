import { describe, expect, test } from 'vitest';
import { decodeText } from './text-encoding.ts';

describe('decodeText', () => {
  // 考号,王 in GB18030, as Excel on Chinese Windows saves CSV.
  const gb = Uint8Array.of(0xbf, 0xbc, 0xba, 0xc5, 0x2c, 0xcd, 0xf5);
  const text = '考号,王';
  const utf16 = (littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(2 + text.length * 2));
    for (const [i, unit] of ['\uFEFF', ...text].entries()) view.setUint16(i * 2, unit.charCodeAt(0), littleEndian);
    return new Uint8Array(view.buffer);
  };
  test.each<[string, Uint8Array]>([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with byte order mark', new TextEncoder().encode(`\uFEFF${text}`)],
    ['GB18030', gb],
    ['UTF-16, little end first', utf16(true)],
    ['UTF-16, big end first', utf16(false)],
  ])('reads %s', (_, bytes) => expect(decodeText(bytes)).toEqual({ text, strange: false }));

  test('reads rare characters of names that only GB18030 has', () => {
    expect(decodeText(Uint8Array.of(0xfe, 0x9f))).toEqual({ text: '䶮', strange: false });
  });

  test('refuses bytes that are no text', () => {
    expect(() => decodeText(Uint8Array.of(0xff, 0xff, 0xff))).toThrow('neither UTF-8 nor GB18030');
  });
});

describe('a text that was written in another encoding and can be read in this one', () => {
  const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  test.each([
    ['Big5: 王小明,李大同,陳美玲', 'a4fda470a9fa2ca7f5a46aa6502cb3afacfcacc2'],
    ['Shift-JIS: 山田太郎,鈴木花子', '8e52936391be98592c97e996d889d48e71'],
    ['Latin: Née,Müller,Jörg', '4ee9652c4dfc6c6c65722c4af67267'],
    ['a text that was broken before it was saved', 'e78e8befbfbd'],
  ])('is told: %s', (_, hex) => expect(decodeText(bytes(hex)).strange).toBe(true));

  test('rare names among others are no reason', () => {
    // 王珺, 李喆, 陶镕, 李瑄, and 张三 twenty times.
    const names = ['cdf5ac42', 'c0ee86b4', 'ccd5e946', 'c0eeac75', ...Array.from({ length: 20 }, () => 'd5c5c8fd')];
    expect(decodeText(bytes(names.join('0a'))).strange).toBe(false);
  });
});
