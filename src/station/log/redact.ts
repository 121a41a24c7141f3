/** No secret gets into the log, whatever message or error carries it. */

const hidden = '[hidden]';

/** Fields of a log line that never show. */
export const secretFields = ['password', 'token', 'secret', 'authorization', 'cookie', 'refreshToken', 'accessToken', 'pairingCode', 'code_verifier'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Each with what stays of it. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  // redis://user:password@host
  [/(\b[a-z][a-z+]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, `$1${hidden}@`],
  [/(\brequirepass\s+|\bAUTH\s+|\bIDENTIFIED BY\s+)\S+/gi, `$1${hidden}`],
  [/(\bbearer\s+)[\w.~+/-]+=*/gi, `$1${hidden}`],
  // JSON Web Tokens.
  [/\beyJ[\w-]{6,}\.[\w-]+\.[\w-]+/g, hidden],
  [/(\bzhiyue_refresh_\w+=)[^;\s"]+/g, `$1${hidden}`],
  // Pairing codes, in the link and by themselves.
  [/(#pair=|\bpairing code:? )[A-Z0-9]{4}-?[A-Z0-9]{4}\b/gi, `$1${hidden}`],
  // An object as text, in a line where its quotation marks are escaped or not.
  [/(\\?"(?:password|token|secret|authorization|cookie|refreshToken|accessToken)\\?"\s*:\s*\\?")[^"\\]*/gi, `$1${hidden}`],
  [/([?&](?:token|password|ticket)=)[^&\s"]+/gi, `$1${hidden}`],
];

export function withoutSecrets(line: string): string {
  return secretTexts.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
}
