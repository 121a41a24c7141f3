/** A scan as it lies in the scanner, seen the right way up: sheets go in by any edge, and nobody reads upside down. Pure. */
import type { PageDetail } from '../../contract/routes/pages.ts';

/** Quarter turns clockwise that put the image upright. */
type Turn = 0 | 1 | 2 | 3;
type Overlay = PageDetail['overlay'];
type Point = Overlay[number]['corners'][number];
interface Drawn { readonly width: number; readonly height: number; readonly overlay: Overlay }

const turns = [0, 1, 2, 3] as const;

/** By where the upper edges of what was read run; 0 where nothing was. */
function turnOf(overlay: Overlay): Turn {
  let [dx, dy] = [0, 0];
  for (const { corners: [from, to] } of overlay) [dx, dy] = [dx + to.x - from.x, dy + to.y - from.y];
  return turns[(Math.round(-Math.atan2(dy, dx) / (Math.PI / 2)) + 4) % 4] ?? 0;
}

/** Size and overlay of the page as it is seen upright, and by how much its image is turned for that. */
export function upright({ width, height, overlay }: Drawn): Drawn & { readonly turn: Turn } {
  const turn = turnOf(overlay);
  const at = ({ x, y }: Point): Point => (turn === 0 ? { x, y } : turn === 1 ? { x: height - y, y: x } : turn === 2 ? { x: width - x, y: height - y } : { x: y, y: width - x });
  return {
    turn, ...(turn % 2 === 0 ? { width, height } : { width: height, height: width }),
    overlay: turn === 0 ? overlay : overlay.map((part) => ({ ...part, corners: [at(part.corners[0]), at(part.corners[1]), at(part.corners[2]), at(part.corners[3])] })),
  };
}

const transforms = ['none', 'rotate(90deg) translateY(-100%)', 'rotate(180deg) translate(-100%, -100%)', 'rotate(270deg) translateX(-100%)'] as const;

/** For an image of its own size in the upper left corner of the upright page. */
export const turned = (turn: Turn): { readonly position: 'absolute'; readonly left: number; readonly top: number; readonly transformOrigin: string; readonly transform: string } => ({ position: 'absolute', left: 0, top: 0, transformOrigin: '0 0', transform: transforms[turn] });
