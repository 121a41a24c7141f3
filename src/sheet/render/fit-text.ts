/** Makes any text printable and fits it into a box: wrap, shrink, and only then cut. Pure. */

export interface TextMetrics {
  has(character: string): boolean;
  width(text: string): number;
}
export interface FittedText { readonly lines: readonly string[]; readonly sizePt: number; readonly lineHeightPt: number }

const usualLeading = 1.32;
/** What does not fit at this size is cut; where nothing else is said. */
const smallestPt = 4;

/**
 * Text without what cannot be printed: control and direction marks go, white space becomes a space,
 * characters that no font has become □.
 */
export function printable(text: string, metrics: TextMetrics): string {
  const plain = text.normalize('NFC').replace(/[\t\r\u2028\u2029]+/gu, ' ').replace(/(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Variation_Selector}]/gu, '');
  return [...plain].map(character => character === '\n' || metrics.has(character) ? character : '□').join('');
}

/** A word that is not broken, with the Chinese marks behind it; a Tibetan syllable with its dot; else one character with its marks. */
const pieces = /[!-~\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{M}]+[，。、；：）]*|[^་\P{Script=Tibetan}]+་*|.\p{M}*/gu;
const withMarks = /.\p{M}*/gu;

/** Breaks at spaces between words, anywhere between Chinese characters; within a word only where it is longer than a line. */
function wrap(text: string, widthEm: number, metrics: TextMetrics): { readonly lines: string[]; readonly brokenWord: boolean } {
  const lines: string[] = [];
  let brokenWord = false;
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const piece of paragraph.match(pieces) ?? []) {
      const tooLong = metrics.width(piece) > widthEm;
      brokenWord ||= tooLong;
      for (const part of tooLong ? piece.match(withMarks) ?? [] : [piece]) {
        if (line !== '' && metrics.width(line + part.trimEnd()) > widthEm && !/^[，。、；：）]$/.test(part)) {
          lines.push(line.trimEnd());
          line = part.trimStart();
        } else line += part;
      }
    }
    lines.push(line.trimEnd());
  }
  return { lines, brokenWord };
}

function cut(line: string, widthEm: number, metrics: TextMetrics): string {
  if (metrics.width(line) <= widthEm) return line;
  let kept = '';
  for (const character of line.match(withMarks) ?? []) {
    if (metrics.width(`${kept}${character}…`) > widthEm) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The largest size from `sizePt` down to `leastPt` at which the text fits `widthPt` × `heightPt`; cut with `…` when even the smallest does not. `text` is printable. */
export function fitText(text: string, box: { readonly widthPt: number; readonly heightPt: number; readonly sizePt: number; readonly maxLines: number; readonly leading?: number; readonly leastPt?: number }, metrics: TextMetrics): FittedText {
  const lineHeight = box.leading ?? usualLeading;
  const least = Math.min(box.leastPt ?? smallestPt, box.sizePt);
  for (let size = box.sizePt; ; size = Math.max(least, size - 0.5)) {
    const widthEm = box.widthPt / size;
    const { lines, brokenWord } = wrap(text, widthEm, metrics);
    // A word in one piece is worth smaller print.
    const acceptable = !brokenWord || size < box.sizePt * 0.6;
    // A single line may use its box to the full: glyphs are lower than the line.
    const heightPt = lines.length === 1 ? size * 0.95 : lines.length * size * lineHeight;
    if (acceptable && lines.length <= box.maxLines && heightPt <= box.heightPt + 0.01 && lines.every(line => metrics.width(line) <= widthEm + 0.001)) {
      return { lines, sizePt: size, lineHeightPt: size * lineHeight };
    }
    if (size <= least) {
      const fitting = Math.max(1, Math.min(box.maxLines, Math.floor(box.heightPt / (size * lineHeight))));
      const kept = lines.slice(0, fitting);
      const rest = lines.slice(fitting - 1).join('');
      const last = lines.length > fitting ? `${cut(rest, widthEm - metrics.width('…'), metrics).replace(/…$/, '')}…` : cut(kept[fitting - 1] ?? '', widthEm, metrics);
      return { lines: [...kept.slice(0, -1).map(line => cut(line, widthEm, metrics)), last], sizePt: size, lineHeightPt: size * lineHeight };
    }
  }
}
