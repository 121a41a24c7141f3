/**
 * A line of any scripts as pieces to draw from left to right, each in one font. Arabic and Hebrew are put in order by the Unicode bidirectional algorithm (UAX #9, of `bidi-js`); how letters
 * join and stack within a piece is the layout engine's work.
 */
// oxlint-disable-next-line typescript/triple-slash-reference -- projects that include single files must see it, too
/// <reference path="./bidi-js.d.ts" />
import bidiFactory from 'bidi-js';

export interface Face {
  readonly name: string;
  /** Whether the layout engine must see a piece as a whole. */
  readonly shaped: boolean;
  readonly has: (character: string) => boolean;
  /** Ems; null where the layout engine gives up on it, as on marks that belong to no letter. */
  readonly width: (text: string) => number | null;
}
export interface TextRun { readonly face: string; readonly shaped: boolean; readonly text: string; readonly widthEm: number }

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const bidi = bidiFactory();

interface Piece { readonly face: Face; readonly level: number; text: string }

/** The font of each word where one has all of it, else of each character: a name of which one letter is missing is set in one font. */
function* inFaces(line: string, first: Face, others: readonly Face[]): Generator<{ readonly face: Face; readonly text: string }> {
  for (const [word] of line.matchAll(/[\p{L}\p{M}\p{Variation_Selector}]+|[^]/gu)) {
    const characters = [...word];
    const whole = [first, ...others].find((face) => characters.every(face.has));
    if (whole !== undefined) yield { face: whole, text: word };
    else for (const text of characters) yield { face: [first, ...others].find((face) => face.has(text)) ?? first, text };
  }
}

function piecesOf(line: string, first: Face, others: readonly Face[]): Piece[] {
  const levels = rightToLeft.test(line) ? bidi.getEmbeddingLevels(line, 'auto').levels : null;
  const pieces: Piece[] = [];
  let at = 0;
  for (const { face, text } of inFaces(line, first, others)) {
    for (const character of text) {
      const level = levels?.[at] ?? 0;
      const last = pieces.at(-1);
      if (last !== undefined && last.face === face && last.level === level) last.text += character;
      else pieces.push({ face, level, text: character });
      at += character.length;
    }
  }
  return pieces;
}

/** Rule L2: from the highest level down to the lowest odd one, whatever is at that level or above is turned round. */
function inVisualOrder(pieces: readonly Piece[]): readonly Piece[] {
  const ordered = [...pieces];
  for (let level = Math.max(0, ...pieces.map((piece) => piece.level)); level > 0; level--) {
    for (let from = 0; from < ordered.length; from++) {
      if ((ordered[from]?.level ?? 0) < level) continue;
      let to = from;
      while ((ordered[to]?.level ?? -1) >= level) to++;
      ordered.splice(from, to - from, ...ordered.slice(from, to).toReversed());
      from = to;
    }
  }
  return ordered;
}

/** As the layout engine wants it, which turns Arabic and Hebrew letters round by itself and nothing else. */
function forEngine({ text, level }: Piece): string {
  const backwards = level % 2 === 1;
  const characters = backwards ? [...text].map((character) => bidi.getMirroredCharacter(character) ?? character) : [...text];
  return (rightToLeft.test(text) === backwards ? characters : characters.toReversed()).join('');
}

/** Badly set, or □, is better than a stack of sheets that cannot be printed. */
function setIn(face: Face, text: string, first: Face): readonly TextRun[] {
  const run = (each: string, by: Face): TextRun | null => {
    const widthEm = by.width(each);
    return widthEm === null ? null : { face: by.name, shaped: by.shaped, text: each, widthEm };
  };
  const whole = run(text, face);
  return whole === null ? [...text].flatMap((character) => run(character, face) ?? run('□', first) ?? []) : [whole];
}

/** Pure. A character that no font has is set in the first one. */
export function textRuns(line: string, first: Face, others: readonly Face[]): readonly TextRun[] {
  return inVisualOrder(piecesOf(line, first, others)).flatMap((piece) => setIn(piece.face, forEngine(piece), first));
}
