/** File names as clients say them. */

const maxBytes = 255;

/** The last part of a name, without control characters, in at most 255 bytes of UTF-8 with its ending kept; `file` when nothing is left. */
export function safeFileName(said: string): string {
  const last = said.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // Also marks that turn the direction of text around, with which `gpj.exe` looks like `exe.jpg`.
  const plain = last.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '').trim();
  if (/^\.*$/.test(plain)) return 'file';
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? '';
  return cutTo(plain.slice(0, plain.length - ending.length), maxBytes - ending.length) + ending;
}

/** Whole characters only. */
function cutTo(text: string, bytes: number): string {
  let length = 0;
  let kept = '';
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept;
}

/** `Content-Disposition` for a name in any script (RFC 6266, RFC 5987), with a plain one for old programs. */
export function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
