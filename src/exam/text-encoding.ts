/** Text of a file whose encoding nobody has said: which one it is, and whether it may be another. */
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';

export interface DecodedText {
  readonly text: string;
  /** It can be read so, and looks as if it had been written in another encoding (Big5, Shift-JIS, Latin): a person must look at it. */
  readonly strange: boolean;
}

/**
 * The text of a file from an office in China: UTF-8 or UTF-16 by their byte order marks, else UTF-8 where the bytes are valid UTF-8, else GB18030.
 * @throws ZhiyueError `refusal` when the bytes are none of these.
 */
export function decodeText(bytes: Uint8Array, refusal: 'roster-invalid' | 'answers-invalid' = 'roster-invalid'): DecodedText {
  const marked = markedUtf16(bytes);
  for (const encoding of marked === null ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return { text, strange: unreadable.test(text) || (encoding === 'gb18030' && isSeldomGb2312(bytes)) };
    } catch {
      // Not in this encoding: the next one may fit.
    }
  }
  throw ZhiyueError.of(refusal, [fault('table-encoding')]);
}

/** Which UTF-16 the byte order mark of a text says it is; null where there is none. */
export function markedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** What stands where a program could not read a character, what no standard has given a meaning, and half-width katakana, which Shift-JIS makes of Chinese bytes. */
const unreadable = /[\uFFFD\p{Co}\uFF61-\uFF9F]/u;

/**
 * Nearly every character of a roster is among the 6,763 of GB/T 2312, which GB18030 writes as two bytes from 0xA1 on; rare names have the others, and only another encoding
 * makes kana, Greek and lines of tables (its rows 4 to 9) of them. Big5 and Shift-JIS use second bytes below that for two
 * of five characters and more, and accented Latin letters have an ASCII letter for a second byte. A tenth lies between the two; two rare names alone are no reason.
 */
function isSeldomGb2312(bytes: Uint8Array): boolean {
  let common = 0;
  let rare = 0;
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i] ?? 0;
    if (first < 0x80) continue;
    const second = bytes[++i] ?? 0;
    if (second < 0x40) i += 2;
    if (second >= 0xa1 && ((first >= 0xa1 && first <= 0xa3) || (first >= 0xb0 && first <= 0xf7))) common++;
    else rare++;
  }
  return rare > 2 && rare * 10 > common + rare;
}
