/** Where a text stops being JSON. */
import { type Fault, fault } from '../contract/faults.ts';

/** `cause`: what JSON.parse threw for the text. */
export function jsonFault(json: string, cause: unknown): Fault {
  if (json.trim() === '') return fault('file-empty');
  const message = cause instanceof Error ? cause.message : String(cause);
  const lines = json.slice(0, faultPosition(json, message)).split('\n');
  const what = message.replace(/,? (?:in JSON )?at position .*$/s, '').replace(/, (?:\.\.\.)?"[\s\S]*$/, '');
  return fault('file-not-json', { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, reason: what });
}

/** V8 tells the place as `position 31`, except where the text ends too early, and for an unexpected token: the longest beginning without that complaint ends right before it. */
function faultPosition(json: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (!message.startsWith('Unexpected token')) return json.length;
  let [sound, faulty] = [0, json.length];
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >> 1;
    if (hasUnexpectedToken(json.slice(0, middle))) faulty = middle;
    else sound = middle;
  }
  return sound;
}

function hasUnexpectedToken(json: string): boolean {
  try {
    JSON.parse(json);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('Unexpected token');
  }
}
