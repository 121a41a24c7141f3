import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { cropGray, cropToJpeg, withRim } from './crop.ts';

/** Brightness says where a pixel is: x from left to right, in steps of one grey level a pixel. */
function ramp(width: number, height: number): GrayImage {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels[y * width + x] = x;
  return { width, height, pixels };
}

describe('a crop', () => {
  it('has the size on paper at the resolution asked for, 150 dpi otherwise', () => {
    const corners = [{ x: 10, y: 10 }, { x: 110, y: 10 }, { x: 110, y: 60 }, { x: 10, y: 60 }] as const;
    expect(cropGray(ramp(200, 100), corners, { widthMm: 25.4, heightMm: 12.7 })).toMatchObject({ width: 150, height: 75 });
    expect(cropGray(ramp(200, 100), corners, { widthMm: 25.4, heightMm: 12.7, dpi: 100 })).toMatchObject({ width: 100, height: 50 });
  });

  it('is paler around the part of it that matters, which stays as it is', async () => {
    const corners = [{ x: 0, y: 0 }, { x: 200, y: 0 }, { x: 200, y: 100 }, { x: 0, y: 100 }] as const, black = { width: 200, height: 100, pixels: new Uint8Array(20_000) };
    const { data } = await sharp(await cropToJpeg(black, corners, { widthMm: 50.8, heightMm: 25.4, dpi: 100 }, { left: 0.25, top: 0.3, right: 0.75, bottom: 0.7 })).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): boolean => (data[y * 200 + x] ?? 0) > 120;
    expect([at(100, 50), at(60, 35), at(140, 65)]).toEqual([false, false, false]);
    expect([at(20, 50), at(180, 50), at(100, 15), at(100, 85)]).toEqual([true, true, true, true]);
  });

  it('copies the pixels when nothing has to be scaled or turned', () => {
    const corners = [{ x: 10, y: 10 }, { x: 110, y: 10 }, { x: 110, y: 60 }, { x: 10, y: 60 }] as const;
    const { pixels } = cropGray(ramp(200, 100), corners, { widthMm: 25.4, heightMm: 12.7, dpi: 100 });
    expect([pixels[0], pixels[1], pixels[99], pixels[100]]).toEqual([10, 11, 109, 10]);
  });

  it('brings a region of a page that lies upside down upright', () => {
    const corners = [{ x: 110, y: 60 }, { x: 10, y: 60 }, { x: 10, y: 10 }, { x: 110, y: 10 }] as const;
    const { pixels } = cropGray(ramp(200, 100), corners, { widthMm: 25.4, heightMm: 12.7, dpi: 100 });
    expect([pixels[0], pixels[99]]).toEqual([109, 10]);
  });

  it('is white where it leaves the page', () => {
    const corners = [{ x: -50, y: 10 }, { x: 50, y: 10 }, { x: 50, y: 60 }, { x: -50, y: 60 }] as const;
    const { pixels } = cropGray(ramp(200, 100), corners, { widthMm: 25.4, heightMm: 12.7, dpi: 100 });
    expect([pixels[0], pixels[49], pixels[60]]).toEqual([255, 255, 10]);
  });

  it('has as much around it on all sides as was asked for, also of a page that lies on its side', () => {
    // 100 by 50 pixels of 25.4 by 12.7 mm, a quarter turn clockwise in the picture.
    const corners = [{ x: 110, y: 10 }, { x: 110, y: 110 }, { x: 60, y: 110 }, { x: 60, y: 10 }] as const;
    expect(withRim({ corners, widthMm: 25.4, heightMm: 12.7 }, 2.54, 100)).toEqual([[{ x: 120, y: 0 }, { x: 120, y: 120 }, { x: 50, y: 120 }, { x: 50, y: 0 }], { widthMm: 25.4 + 5.08, heightMm: 12.7 + 5.08, dpi: 100 }]);
  });

  it('becomes a one-channel JPEG', async () => {
    const corners = [{ x: 10, y: 10 }, { x: 110, y: 10 }, { x: 110, y: 60 }, { x: 10, y: 60 }] as const;
    const jpeg = await cropToJpeg(ramp(200, 100), corners, { widthMm: 25.4, heightMm: 12.7 });
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 150, height: 75, channels: 1 });
  });
});
