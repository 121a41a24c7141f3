import type { PixelPoint } from '../read/reading.ts';
import type { TemplateReading } from './read-template.ts';

type Bubble = TemplateReading['bubbles'][number];
type Corners = readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];

/** A reading of a picture that was made from another one, its places told as they are in that one; `at` and `bubbleAt` lead there. */
export function toldElsewhere(reading: TemplateReading, at: (point: PixelPoint) => PixelPoint, bubbleAt: (bubble: Bubble) => Bubble): TemplateReading {
  const { registration } = reading;
  const corners = ([a, b, c, d]: Corners): [PixelPoint, PixelPoint, PixelPoint, PixelPoint] => [at(a), at(b), at(c), at(d)];
  return {
    ...reading,
    registration: registration && { ...registration, corners: corners(registration.corners) },
    regions: reading.regions.map((region) => ({ ...region, corners: corners(region.corners) })),
    bubbles: reading.bubbles.map(bubbleAt),
  };
}
