import { applyHomography, jacobianAt, type Homography } from './homography.ts';
import type { GrayImage, ImageQuality, PageQuality } from './reading.ts';
import { measureImage } from './image-quality.ts';
import type { Registration } from './register.ts';
import { sampleBox } from './sampling.ts';

/** Turn and skew of a page in the image, in degrees; `orientation` is the turn clockwise that brings it upright. */
export function attitudeOf(map: Homography, width: number, height: number): { orientation: 0 | 90 | 180 | 270; skewDegrees: number } {
  const left = applyHomography(map, 0, height / 2), right = applyHomography(map, width, height / 2);
  const degrees = Math.atan2(right.y - left.y, right.x - left.x) * 180 / Math.PI;
  const quarter = Math.round(degrees / 90);
  const orientations = [0, 270, 180, 90] as const;
  return { orientation: orientations[((quarter % 4) + 4) % 4] ?? 0, skewDegrees: degrees - quarter * 90 };
}

export function qualityOf(image: GrayImage, registration: Registration): PageQuality {
  const { map, frame, anchors } = registration;
  const { pxPerMm, ...extent } = extentOf(image, map, frame);
  const contrasts = anchors.map((a) => (a.white - a.black) / 255);
  return {
    dpi: pxPerMm * 25.4,
    ...attitudeOf(map, frame.width, frame.height),
    residualMm: registration.residualMm,
    contrast: contrasts.reduce((sum, c) => sum + c, 0) / Math.max(1, contrasts.length),
    edgeWidthMm: edgeWidthMm(image, registration),
    ...extent,
    image: measureImage(image),
    anchorsFound: anchors.length,
    anchorsExpected: frame.anchors.length,
  };
}

/** How the paper, `frame` millimetres large, lies in the image: how fine it is, what of it is outside, how long the image is, whether the feed stretched it. */
export function extentOf(image: GrayImage, map: Homography, frame: { readonly width: number; readonly height: number }): { pxPerMm: number; outsideMm: number; longerMm: number; widerMm: number; stretchPercent: number } {
  const j = jacobianAt(map, frame.width / 2, frame.height / 2);
  const across = Math.hypot(j.ux, j.vx), along = Math.hypot(j.uy, j.vy);
  const corners = ([[0, 0], [frame.width, 0], [frame.width, frame.height], [0, frame.height]] as const).map(([mx, my]) => applyHomography(map, mx, my));
  const outside = corners.map(({ x, y }) => Math.max(0, -x, -y, x - image.width, y - image.height) / Math.min(across, along));
  const span = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const besides = { x: image.width - span(corners.map(({ x }) => x)), y: image.height - span(corners.map(({ y }) => y)) };
  // A picture that just holds a page that lies askew is not longer or wider than it for that.
  const isHeld = [besides.x, besides.y].every((px) => Math.abs(px) < heldMm * Math.min(across, along));
  const upright = Math.abs(j.ux) >= Math.abs(j.vx), [longer, wider] = upright ? [besides.y, besides.x] : [besides.x, besides.y];
  return {
    pxPerMm: Math.sqrt(Math.abs(j.ux * j.vy - j.uy * j.vx)), outsideMm: Math.max(...outside),
    longerMm: isHeld ? longer / along : (upright ? image.height : image.width) / along - frame.height, widerMm: isHeld ? wider / across : (upright ? image.width : image.height) / across - frame.width,
    stretchPercent: (along / across - 1) * 100,
  };
}

/** Millimetres that a picture which a scanner has cut to its page goes beyond it. */
const heldMm = 5;

/** Of a page of which only the image is known. */
export const imageOnly = (image: GrayImage, measured: ImageQuality = measureImage(image)): PageQuality => ({ ...unregisteredQuality, image: measured });

export const unregisteredQuality: PageQuality = { dpi: null, orientation: 0, skewDegrees: 0, residualMm: 0, contrast: 0, edgeWidthMm: 0, anchorsFound: 0, anchorsExpected: 0 };

/** Distance over which the left edges of the anchors go from a tenth to nine tenths of black: the slanted-edge method of ISO 12233 without the slant. */
function edgeWidthMm(image: GrayImage, registration: Registration): number {
  const columns = 60, spanMm = 3, rows = 6;
  const widths: number[] = [];
  const profile = new Float32Array(columns * rows);
  for (const { anchor, black, white } of registration.anchors) {
    sampleBox(image, registration.map, { x: anchor.x - spanMm / 2, y: anchor.y + anchor.h * 0.1, w: spanMm, h: anchor.h * 0.15 }, columns, rows, profile);
    const at = (share: number): number => {
      const level = white - (white - black) * share;
      for (let c = 0; c < columns; c++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += profile[r * columns + c]! / rows;
        if (sum <= level) return c;
      }
      return columns;
    };
    widths.push(Math.max(0, at(0.9) - at(0.1)) * spanMm / columns);
  }
  widths.sort((a, b) => a - b);
  return widths[widths.length >> 1] ?? 0;
}
