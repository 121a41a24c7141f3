/** A link as a picture that a tablet's camera reads. */
import qrcode from 'qrcode-generator';

/** Row by row, true where a square is dark; without the margin that readers need. */
export function qrSquares(link: string): boolean[][] {
  const code = qrcode(0, 'M');
  code.addData(link);
  code.make();
  const places = Array.from({ length: code.getModuleCount() }, (_, place) => place);
  return places.map((row) => places.map((column) => code.isDark(row, column)));
}

/** Black squares on white, with their margin; scales to whatever holds it. Without style or script, so that a strict CSP lets it pass. */
export function qrSvg(link: string): string {
  const squares = qrSquares(link);
  const margin = 4;
  const size = squares.length + 2 * margin;
  const dark = squares.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + margin} ${y + margin}h1v1h-1z`] : []))).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${dark}"/></svg>`;
}
