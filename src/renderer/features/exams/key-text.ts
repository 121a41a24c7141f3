/**
 * The key of many questions in one field, typed or pasted from a spreadsheet. Letters follow one another (`BACD`, `TFFT`, also √ and ×); answers with several characters stand apart by spaces, commas or lines (`ACD BD`);
 * texts stand one a line. A slash separates several right answers to one question (`A/C`). Before letters the numbers of questions may stand (numbered-key.ts).
 */
import { type NumberFault, withoutNumbers } from './numbered-key.ts';

export const keyKinds = ['single', 'multiple', 'truefalse', 'numeric', 'text'] as const;
export type KeyKind = (typeof keyKinds)[number];

const trueFalse: Readonly<Record<string, string>> = { '√': 'T', '✓': 'T', '对': 'T', '×': 'F', '✗': 'F', '错': 'F', X: 'F' };

export interface KeyRead {
  /** The right answers to each question, in order; with a fault, those before it. */
  readonly keys: readonly (readonly string[])[];
  readonly fault: NumberFault | null;
}

/** The right answers to each question, in order; `own`: the numbers of the questions that the key is for. */
export function keysIn(kind: KeyKind, typed: string, own: readonly string[] = []): KeyRead {
  // Numbers are answers themselves in the one kind, and may be in the other.
  if (kind === 'numeric' || kind === 'text') return { keys: typed.split(kind === 'text' ? /[\n\t]+/ : /[\s,，;；、]+/).map((piece) => alternatives(kind === 'text' ? piece : piece.normalize('NFKC').toUpperCase())).filter((answers) => answers.length > 0), fault: null };
  return withoutNumbers(typed, own, (piece) => questionsIn(kind, piece));
}

const alternatives = (piece: string): string[] => piece.split('/').map((answer) => answer.trim()).filter((answer) => answer !== '');

/** Letters that run on. */
function questionsIn(kind: KeyKind, piece: string): readonly (readonly string[])[] {
  const answers = alternatives(piece);
  if (kind === 'multiple') return answers.length === 0 ? [] : [answers];
  // Only what stands directly beside a slash belongs together.
  const questions: string[][] = [];
  for (const [i, answer] of answers.entries()) {
    const [first, ...rest] = [...answer].map((letter) => (kind === 'truefalse' ? trueFalse[letter] ?? letter : letter));
    if (first === undefined) continue;
    if (i > 0) questions.at(-1)?.push(first);
    else questions.push([first]);
    questions.push(...rest.map((letter) => [letter]));
  }
  return questions;
}

/** As an exam file wants it: one answer as a text, several in a list; letters of many questions as one text. */
export function keyField(kind: KeyKind, keys: readonly (readonly string[])[], questions: number): string | readonly (string | readonly string[])[] | undefined {
  const [only] = keys;
  if (only === undefined) return undefined;
  if (questions === 1 && keys.length === 1) return only.length === 1 ? only[0] : only;
  if ((kind === 'single' || kind === 'truefalse') && keys.every((answers) => answers.length === 1)) return keys.flat().join('');
  return keys.map((answers) => (answers.length === 1 ? answers[0] ?? '' : answers));
}

/** Back into one field. */
export function keyText(kind: KeyKind, keys: readonly (readonly string[])[]): string {
  const pieces = keys.map((answers) => answers.join('/'));
  if (kind === 'text') return pieces.join('\n');
  if (kind === 'multiple' || kind === 'numeric') return pieces.join(' ');
  // A slash binds to one letter on either side, so that nothing more is needed between them.
  return pieces.join('');
}
