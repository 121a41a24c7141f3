/** Millimetres of paper as pixels; apart from what crops, which a station does not load when it starts. */
const mmPerInch = 25.4;

/** How many pixels at a resolution so many millimetres are; not rounded. */
export function pixelsOf(mm: number, dpi: number): number {
  return mm * (dpi / mmPerInch);
}
