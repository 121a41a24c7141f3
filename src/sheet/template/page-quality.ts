/** How well a page of somebody else's sheet came out of the scanner, in the measures that pages of our own have. Pure. */
import { fitHomography } from '../read/homography.ts';
import { attitudeOf, extentOf, imageOnly } from '../read/quality.ts';
import type { GrayImage, ImageQuality, PageQuality, PageRegion, PixelPoint } from '../read/reading.ts';
import { detailOf } from './edge-width.ts';
import { mmPerUnitOf } from './expand.ts';
import type { TemplateReader, TemplateReading } from './read-template.ts';

/**
 * `image`: what the page was read in; `scale`: its pixels per pixel of the scan, of which the resolution is told; `measured`: what the image shows by itself. Millimetres are those of A4, where the template does
 * not say how large the paper is. No misfit is told: it may be the template's. No edge is sharper than a pixel of the scan. How much longer or wider the picture is, and whether the feed stretched it, only scanners tell. Some 0.5 ms; of a page that was not read only what the image shows, and how coarse it is at least if all of the sheet is on it.
 */
export function templatePageQuality(image: GrayImage, scale: number, measured: ImageQuality, { registration }: Pick<TemplateReading, 'registration'>, { expanded }: Pick<TemplateReader, 'expanded'>): PageQuality {
  const bare = imageOnly(image, measured);
  const { page } = expanded.template, mmPerUnit = mmPerUnitOf(expanded), frame = { width: page.width * mmPerUnit, height: page.height * mmPerUnit };
  if (registration === null) return { ...bare, edgeWidthMm: Math.max(frame.width, frame.height) * scale / Math.max(image.width, image.height) };
  const [a, b, c, d] = registration.corners, corners = registration.mirrored ? [b, a, d, c] : [a, b, c, d];
  const places = [{ x: 0, y: 0 }, { x: frame.width, y: 0 }, { x: frame.width, y: frame.height }, { x: 0, y: frame.height }];
  const map = fitHomography(corners.map((to, k) => ({ from: places[k]!, to })));
  if (map === null) return bare;
  const extent = extentOf(image, map, frame), pxPerMm = extent.pxPerMm, detail = detailOf(image, measured);
  const edgePx = detail === null ? 0 : Math.sqrt(Math.max(0, detail.edgePx ** 2 - sharpestPx ** 2));
  return {
    ...bare, ...attitudeOf(map, frame.width, frame.height),
    dpi: pxPerMm * 25.4 / scale,
    ...(detail === null ? {} : { contrast: detail.contrast }),
    edgeWidthMm: Math.max(scale, edgePx) / pxPerMm,
    outsideMm: extent.outsideMm,
    ...(isInPerspective(registration.corners) ? {} : { longerMm: extent.longerMm, widerMm: extent.widerMm, stretchPercent: extent.stretchPercent }),
  };
}

/** Whether opposite sides are so unequal as no scanner makes them: it was a camera. */
function isInPerspective([a, b, c, d]: PageRegion['corners']): boolean {
  const side = (p: PixelPoint, q: PixelPoint): number => Math.hypot(p.x - q.x, p.y - q.y);
  return [side(a, b) / side(d, c), side(a, d) / side(b, c)].some((ratio) => Math.abs(Math.log(ratio)) > unequal);
}

const unequal = 0.03;
/** As which a step from one pixel to the next is measured: it is the picture's, which may be coarser than the scan, and not the scanner's. */
const sharpestPx = 1.6;
