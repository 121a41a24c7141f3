import { describe, expect, test } from 'vitest';
import { boundsToOpen } from './bounds.ts';

const desk = { x: 0, y: 0, width: 1920, height: 1040 };
const beside = { x: 1920, y: 0, width: 1280, height: 984 };

describe('the window opens', () => {
  test('where it was', () => {
    const kept = { x: 2000, y: 50, width: 1100, height: 700 };
    expect(boundsToOpen(kept, [desk, beside])).toEqual(kept);
  });

  test('in the middle, when it was nowhere yet', () => {
    expect(boundsToOpen(null, [desk])).toEqual({ width: 1360, height: 860 });
  });

  test('in the middle, when its display was unplugged', () => {
    expect(boundsToOpen({ x: 2000, y: 50, width: 1100, height: 700 }, [desk])).toEqual({ width: 1360, height: 860 });
  });

  test('in the middle, when its title bar would be out of reach', () => {
    expect(boundsToOpen({ x: 100, y: -600, width: 1100, height: 700 }, [desk])).toEqual({ width: 1360, height: 860 });
    expect(boundsToOpen({ x: -1050, y: 10, width: 1100, height: 700 }, [desk])).toEqual({ width: 1360, height: 860 });
  });

  test('no larger than the display it is on', () => {
    expect(boundsToOpen({ x: 1930, y: 10, width: 3000, height: 2000 }, [beside])).toMatchObject({ width: 1280, height: 984 });
    expect(boundsToOpen(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 });
  });
});
