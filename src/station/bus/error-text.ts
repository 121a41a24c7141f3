/** What an error says to others: texts of libraries and of our own may quote what was in a file, a folder's name or a candidate's number. */
import { type ErrorCode, toPlainError } from '../../contract/errors.ts';

const mostCharacters = 300;
const hidden: readonly RegExp[] = [
  /(["'`“「])(?:(?!\1)[^\n]){1,200}?["'`”」]/g, // What is quoted.
  /(?:[A-Za-z]:\\|\\\\|~?\/)[^\s,;:)]+/g, // Files and folders.
  /\d{5,}/g, // Candidate numbers, and whatever looks like them.
  /\p{Script=Han}+/gu, // Our own words in errors are English: what is Chinese is a name or an answer.
];

/** Code and first line of an error, without what could name somebody. The whole of it goes to `station.log` only. */
export function filteredError(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  const { code, message } = toPlainError(error);
  const line = message.split('\n', 1)[0] ?? '';
  return { code, message: hidden.reduce((text, pattern) => text.replace(pattern, '…'), line).slice(0, mostCharacters) };
}
