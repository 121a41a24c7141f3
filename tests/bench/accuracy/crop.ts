import sharp from 'sharp';
import type { Layout } from '../../../src/sheet/layout.ts';
import type { GrayImage } from '../../../src/sheet/read/reading.ts';
import type { TruthPage } from '../../../src/simulate/truth.ts';

/** The item's bubbles with 4 mm around them, three times as large, as PNG; where they are comes from the truth. */
export async function cropOf(image: GrayImage, layout: Layout, truth: TruthPage, field: string): Promise<Buffer> {
  const bubbles = layout.pages.find((page) => page.page === truth.page)?.bubbles.filter((bubble) => bubble.field === field) ?? [];
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = truth.transform.matrix;
  const points = bubbles.flatMap(({ x, y, w, h: tall }) => [[x - 4, y - 4], [x + w + 4, y + tall + 4], [x - 4, y + tall + 4], [x + w + 4, y - 4]]).map(([x = 0, y = 0]) => {
    const scale = g * x + h * y + i;
    return { x: (a * x + b * y + c) / scale, y: (d * x + e * y + f) / scale };
  });
  const left = Math.max(0, Math.floor(Math.min(...points.map((p) => p.x))));
  const top = Math.max(0, Math.floor(Math.min(...points.map((p) => p.y))));
  const right = Math.min(image.width, Math.ceil(Math.max(...points.map((p) => p.x))));
  const bottom = Math.min(image.height, Math.ceil(Math.max(...points.map((p) => p.y))));
  const width = Math.max(1, right - left);
  return sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 1 } })
    .extract({ left: Math.min(left, image.width - 1), top: Math.min(top, image.height - 1), width, height: Math.max(1, bottom - top) })
    .resize({ width: width * 3, kernel: 'nearest' })
    .png()
    .toBuffer();
}
