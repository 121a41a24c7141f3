/** Where the window was, and whether it can be there again. */
import { z } from 'zod';

export const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
/** Pixels independent of the display's scale. */
export type Bounds = z.infer<typeof boundsSchema>;

const usual = { width: 1360, height: 860 } as const;
/** As much of the title bar as a hand needs to pull the window back. */
const grip = { width: 120, height: 40 } as const;

/** Bounds for the window's opening: where it was, no larger than its display; in the middle of the first display (no `x`, `y`) when it was nowhere, or its display has gone. `displays`: their work areas. */
export function boundsToOpen(kept: Bounds | null, displays: readonly Bounds[]): Partial<Bounds> & Pick<Bounds, 'width' | 'height'> {
  const home = kept === null ? undefined : displays.find((area) => holdsGrip(area, kept));
  if (kept === null || home === undefined) {
    const first = displays[0];
    return first === undefined ? usual : { width: Math.min(usual.width, first.width), height: Math.min(usual.height, first.height) };
  }
  const width = Math.min(kept.width, home.width);
  const height = Math.min(kept.height, home.height);
  return { width, height, x: within(kept.x, home.x - width + grip.width, home.x + home.width - grip.width), y: within(kept.y, home.y, home.y + home.height - grip.height) };
}

/** Whether enough of the window's upper edge lies in the area. */
function holdsGrip(area: Bounds, { x, y, width }: Bounds): boolean {
  const overlap = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return overlap >= grip.width && y >= area.y && y + grip.height <= area.y + area.height;
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
