/**
 * Text for a terminal, in which names from scans, rosters and events cannot move the cursor, change colours or turn the line round: control characters and those that direct writing come out
 * as JSON writes them, `\u001b`, so that a line of JSON stays the same JSON. Line ends and tabs stay.
 */
export function plainText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly those are meant
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
