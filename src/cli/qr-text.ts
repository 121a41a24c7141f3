/** A QR code for a terminal: two rows of squares in each line of text, black on white whatever the terminal's colours are. */
import { qrSquares } from '../station/gateway/access/qr-code.ts';

const margin = 2;
const blackOnWhite = '\u001b[38;5;16;48;5;231m';
const asBefore = '\u001b[0m';

export function qrText(link: string): string[] {
  const squares = qrSquares(link);
  const at = (row: number, column: number): boolean => squares[row - margin]?.[column - margin] ?? false;
  const size = squares.length + 2 * margin;
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) => {
    const cells = Array.from({ length: size }, (_cell, column) => {
      const [upper, lower] = [at(2 * line, column), at(2 * line + 1, column)];
      return upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    });
    return blackOnWhite + cells.join('') + asBefore;
  });
}
