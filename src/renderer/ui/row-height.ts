/** How high the rows of a long table are: all of them the same, so that none has to be measured. */
import { useMediaQuery } from '@mantine/hooks';

/** What a finger needs and the line below it, in pixels; style sheets say it as `@media (pointer: coarse)`. */
const fingerPx = 45;

/** Pixels: `finePx` for a mouse, more where fingers point. */
export function useRowHeight(finePx: number): number {
  const coarse = useMediaQuery('(pointer: coarse)', undefined, { getInitialValueInEffect: false });
  return coarse ? Math.max(fingerPx, finePx) : finePx;
}
