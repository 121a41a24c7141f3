import type { LayoutBubble } from '../layout.ts';
import { darkGrids } from '../pixels/boxes.ts';
import type { Homography } from './homography.ts';
import type { GrayImage } from './reading.ts';
import { gridLiesInside, gridOf, sampleBox } from './sampling.ts';

/** Grid points across and down a bubble's box: 0.2 mm apart on our sheets, finer than a pen line, coarser than 200 dpi. */
export const BOX_COLUMNS = 25;
export const BOX_ROWS = 17;

/** The grid of a box with a margin around it, in grid points. */
export interface WindowShape { readonly margin: number; readonly columns: number; readonly rows: number; readonly points: number }

export function windowShape(margin: number): WindowShape {
  const columns = BOX_COLUMNS + 2 * margin, rows = BOX_ROWS + 2 * margin;
  return { margin, columns, rows, points: columns * rows };
}

/** Bubbles cut out of the page, upright, all on the same grid, as darkness: 0 the paper around, 1 nothing reflected. */
export interface Windows {
  readonly shape: WindowShape;
  /** Darkness, `shape.points` a bubble, row by row. */
  readonly darkness: Float32Array;
  /** Grey value of the paper at each bubble. */
  readonly white: Float32Array;
  /** Share of each window outside the image. */
  readonly outside: Float32Array;
}

/** Where a bubble lies beside where the map puts it, in millimetres. */
export interface Shift { readonly x: number; readonly y: number }

/**
 * Cuts out bubbles. The paper's grey is the 80th percentile of the window itself, since bubbles with their neighbours cover less than half of the paper
 * even when all are filled; where a window is much darker than its neighbours' paper (ink all over it), the neighbours' is taken.
 */
export function cutWindows(image: GrayImage, map: Homography, bubbles: readonly LayoutBubble[], margin: number, shiftOf: (bubble: number) => Shift): Windows {
  const shape = windowShape(margin);
  const darkness = new Float32Array(bubbles.length * shape.points);
  const outside = new Float32Array(bubbles.length);
  const boxes = bubbles.map((bubble, i) => {
    const shift = shiftOf(i);
    const mx = bubble.w / BOX_COLUMNS * margin, my = bubble.h / BOX_ROWS * margin;
    return { x: bubble.x + shift.x - mx, y: bubble.y + shift.y - my, w: bubble.w + 2 * mx, h: bubble.h + 2 * my };
  });
  // Nearly all of reading is this, and nearly every window lies inside the picture: these are sampled together, the others one by one.
  const grids = new Float64Array(6 * boxes.length);
  for (const [i, box] of boxes.entries()) {
    const grid = gridOf(map, box, shape.columns, shape.rows);
    grids.set(gridLiesInside(grid, shape.columns, shape.rows, image) ? [grid.u, grid.v, grid.dux, grid.dvx, grid.duy, grid.dvy] : [Number.NaN], 6 * i);
  }
  const white = darkGrids(image, { values: grids, columns: shape.columns, rows: shape.rows }, {
    greysOf: (i, greys) => { outside[i] = sampleBox(image, map, boxes[i]!, shape.columns, shape.rows, greys, 0); },
    paperOf: (own) => settlePaper(bubbles, own),
  }, darkness);
  return { shape, darkness, white, outside };
}

function settlePaper(bubbles: readonly LayoutBubble[], own: Float32Array): Float32Array {
  const settled = Float32Array.from(own);
  for (const [i, bubble] of bubbles.entries()) {
    const near: number[] = [];
    // Bubbles come field by field, so neighbours on paper are near in the list too.
    for (let k = Math.max(0, i - 40); k < Math.min(bubbles.length, i + 41); k++) {
      const other = bubbles[k];
      if (other && Math.abs(other.x - bubble.x) < 22 && Math.abs(other.y - bubble.y) < 16) near.push(own[k]!);
    }
    near.sort((a, b) => a - b);
    const usual = near[near.length >> 1] ?? own[i]!;
    if (own[i]! < usual * 0.82) settled[i] = usual;
  }
  return settled;
}
