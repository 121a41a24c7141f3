import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../read/reading.ts';
import { findMarkers, MarkerPicture } from './marker-search.ts';

async function drawn(svg: string): Promise<GrayImage> {
  const { data, info } = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

const rings = (x: number, y: number, r: number): string => `<circle cx="${x}" cy="${y}" r="${r}"/><circle cx="${x}" cy="${y}" r="${r * 0.72}" fill="#fff"/><circle cx="${x}" cy="${y}" r="${r * 0.4}"/><circle cx="${x}" cy="${y}" r="${r * 0.16}" fill="#fff"/>`;

test('rings are found among filled bubbles of their size, which look the same in a picture that is small', async () => {
  const marker = new MarkerPicture(await drawn(`<svg xmlns="http://www.w3.org/2000/svg" width="106" height="106">${rings(53, 53, 53)}</svg>`));
  const corners = [{ x: 120, y: 380 }, { x: 1150, y: 380 }, { x: 1150, y: 1640 }, { x: 120, y: 1640 }];
  const bubbles = Array.from({ length: 64 }, (_, k) => `<circle cx="${260 + k % 4 * 80 + (k >> 5) * 480}" cy="${500 + (k >> 2) % 8 * 130}" r="18" fill="${(k * 5 >> 1) % 3 === 0 ? '#333' : '#fff'}" stroke="#333" stroke-width="2"/>`);
  const page = await drawn(`<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754">${bubbles.join('')}${corners.map(({ x, y }) => rings(x, y, 24)).join('')}</svg>`);
  const found = findMarkers(page, marker, [{ x: 0, y: 0 }, { x: 1240, y: 0 }, { x: 1240, y: 1754 }, { x: 0, y: 1754 }], 1 / 26);
  expect(found.map((one) => one && { x: Math.round(one.centre.x / 10) * 10, y: Math.round(one.centre.y / 10) * 10 })).toEqual(corners);
});
