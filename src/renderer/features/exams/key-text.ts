/**
 * The key of many questions in one field, typed or pasted from a spreadsheet. Letters follow one another (`BACD`, `TFFT`, also √ and ×); answers with several characters stand apart by spaces, commas or lines (`ACD BD`);
 * texts stand one a line. A slash separates several right answers to one question (`A/C`). Before letters the numbers of questions may stand, as in a spreadsheet's column or a printed key (`1-5 BACDA`, `1.B`).
 */
export const keyKinds = ['single', 'multiple', 'truefalse', 'numeric', 'text'] as const;
export type KeyKind = (typeof keyKinds)[number];

const trueFalse: Readonly<Record<string, string>> = { '√': 'T', '✓': 'T', '对': 'T', '×': 'F', '✗': 'F', '错': 'F', X: 'F' };

/** No answer in letters begins with a digit. */
const numberBefore = /^\(?第?\d+(?:[-~–—]\d+)?题?[.:)]*/;

/**
 * A key as answer books and two columns of a spreadsheet have it, with the number before each answer (`1 A`, `1.A 2.B`), or a range before several (`1-5 ABCDA`): without the numbers, where they count up by one
 * from the first to the last. Null: it is not written so.
 */
function unnumbered(text: string): string | null {
  const pieces = [...text.matchAll(/(\d+)\s*(?:[-–—~～至]\s*(\d+))?\s*[.．。:：、)）]?\s*((?:[^\d\s.．。:：、()（）,，;；~～–—-][^\d]*?)?)\s*(?=\d|$)/gy)];
  if (pieces.map(([all]) => all).join('') !== text || pieces.length === 0) return null;
  let next: number | null = null;
  const answers: string[] = [];
  for (const [, from, to, rest = ''] of pieces) {
    const answer = rest.replace(/[\s,，;；、(（]+$/, '');
    if (answer === '' || (next !== null && Number(from) !== next)) return null;
    next = Number(to ?? from) + 1;
    // Several letters of one question would run into the next.
    if (to !== undefined && Number(to) <= Number(from)) return null;
    answers.push(answer);
  }
  return answers.join(' ');
}

/** The right answers to each question, in order. */
export function keysIn(kind: KeyKind, typed: string): readonly (readonly string[])[] {
  const plain = kind === 'text' ? typed : typed.normalize('NFKC').toUpperCase();
  // Numbers are answers themselves in the one kind, and may be in the other.
  const text = kind === 'numeric' || kind === 'text' ? plain : unnumbered(plain.trim()) ?? plain;
  const inLetters = kind === 'single' || kind === 'multiple' || kind === 'truefalse';
  const pieces = text.split(kind === 'text' ? /[\n\t]+/ : /[\s,;、]+/).map((piece) => (inLetters ? piece.replace(numberBefore, '') : piece).trim()).filter((piece) => piece !== '');
  return pieces.flatMap((piece) => {
    const answers = piece.split('/').map((answer) => answer.trim()).filter((answer) => answer !== '');
    if (kind !== 'single' && kind !== 'truefalse') return [answers];
    const letters = (answer: string): string[] => [...answer].map((letter) => (kind === 'truefalse' ? trueFalse[letter] ?? letter : letter));
    // Several letters run on: only what stands directly beside a slash belongs together.
    const questions: string[][] = [];
    for (const [i, answer] of answers.entries()) {
      const [first, ...rest] = letters(answer);
      if (first === undefined) continue;
      if (i > 0) questions.at(-1)?.push(first);
      else questions.push([first]);
      questions.push(...rest.map((letter) => [letter]));
    }
    return questions;
  });
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
