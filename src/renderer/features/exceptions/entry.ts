/** From keys to the value that a person says stands in a field. Pure. */
import type { AnswerOf } from '../../../contract/routes.ts';

/** What can stand in a field. */
export type FieldShape =
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'truefalse' }
  /** What each column takes. */
  | { readonly kind: 'digits'; readonly columns: readonly (readonly string[])[] }
  | { readonly kind: 'text' }
  /** About the page or the candidate as a whole: there is nothing to enter. */
  | { readonly kind: 'whole' };

/** Null: nothing entered; empty: blank. */
export type Entry = string | null;

const tenDigits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export function shapeOf(field: string, exam: Pick<AnswerOf<'getExam'>, 'candidateDigits' | 'everything'>): FieldShape {
  if (field === '') return { kind: 'whole' };
  if (field === 'candidate') return { kind: 'digits', columns: Array.from({ length: exam.candidateDigits }, () => tenDigits) };
  const question = exam.everything.find(({ no }) => no === field);
  switch (question?.type) {
    case 'single':
    case 'multiple': return { kind: 'choice', options: question.options };
    case 'truefalse': return { kind: 'truefalse' };
    case 'numeric': return { kind: 'digits', columns: question.columns };
    case 'text': return { kind: 'text' };
    case 'open':
    case undefined: return { kind: 'whole' };
  }
}

/** The entry after a key (as in `KeyboardEvent.key`); undefined when the key means nothing to this field. */
export function afterKey(shape: FieldShape, entry: Entry, key: string): Entry | undefined {
  if (shape.kind === 'whole' || shape.kind === 'text') return undefined;
  if (key === 'Escape') return entry === null ? undefined : null;
  const letter = key.length === 1 ? key.toUpperCase() : key;
  if (shape.kind === 'digits') {
    const typed = entry ?? '';
    // Back over what was typed; with nothing typed, blank.
    if (key === 'Backspace') return typed === '' ? '' : typed.slice(0, -1);
    const column = shape.columns[typed.length];
    const taken = column?.find((one) => one.toUpperCase() === letter);
    if (column !== undefined && key === '_') return `${typed}_`;
    return taken === undefined ? undefined : typed + taken;
  }
  if (key === 'Backspace') return '';
  if (shape.kind === 'truefalse') return letter === 'T' || letter === 'F' ? letter : undefined;
  return shape.options.includes(letter) ? toggled(shape.options, entry ?? '', letter) : undefined;
}

function toggled(options: readonly string[], entry: string, letter: string): string {
  return options.filter((one) => (one === letter) !== entry.includes(one)).sort().join('');
}

/** Which keys are of use in a field, so that they go before the screen's own. */
export function keysOf(shape: FieldShape): readonly string[] {
  switch (shape.kind) {
    case 'choice': return [...shape.options, 'Backspace', 'Escape'];
    case 'truefalse': return ['T', 'F', 'Backspace', 'Escape'];
    case 'digits': return [...new Set(shape.columns.flat()), '_', 'Backspace', 'Escape'];
    case 'text':
    case 'whole': return [];
  }
}

/** What is sent: columns without a digit are empty ones. Null when it cannot be sent yet. */
export function valueOf(shape: FieldShape, entry: string, field: string): string | null {
  if (shape.kind !== 'digits' || entry === '') return entry;
  // Half a candidate number says nobody.
  if (field === 'candidate') return entry.length === shape.columns.length && !entry.includes('_') ? entry : null;
  return entry.padEnd(shape.columns.length, '_');
}
