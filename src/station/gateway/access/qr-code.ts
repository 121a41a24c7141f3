/** A link as a picture that a tablet's camera reads. */
import qrcode from 'qrcode-generator';

/** Black squares on white, with the quiet margin that readers need; scales to whatever holds it. Without style or script, so that a strict CSP lets it pass. */
export function qrSvg(link: string): string {
  const code = qrcode(0, 'M');
  code.addData(link);
  code.make();
  const count = code.getModuleCount();
  const margin = 4;
  const size = count + 2 * margin;
  const rows = Array.from({ length: count }, (_, row) => row);
  const squares = rows.flatMap((row) => rows.filter((column) => code.isDark(row, column)).map((column) => `M${column + margin} ${row + margin}h1v1h-1z`)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${squares}"/></svg>`;
}
