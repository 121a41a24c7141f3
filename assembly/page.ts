/** What reading a page of our own sheets takes longest for: dark pixels, their runs, and the network for written digits. */

/**
 * `dark` is 1 where a pixel is below `share` of the mean of the square of `half` pixels to each side, less two grey levels, else 0. `half` is less than half of both sides.
 * `columns`: room for the sums of the columns, 4 bytes each.
 */
export function darkPixels(pixels: usize, width: i32, height: i32, half: i32, share: f64, dark: usize, columns: usize): void {
  memory.fill(columns, 0, 4 * width);
  memory.fill(dark, 0, width * height);
  let rows: i32 = 0;
  for (; rows < half; rows++) moveRow(columns, pixels + rows * width, 0, width);
  for (let y: i32 = 0; y < height; y++) {
    const entering = y + half < height ? pixels + (y + half) * width : 0, leaving = y > half ? pixels + (y - half - 1) * width : 0;
    moveRow(columns, entering, leaving, width);
    rows += i32(entering != 0) - i32(leaving != 0);
    thresholdRow(pixels + y * width, dark + y * width, columns, width, half, rows, share);
  }
}

/** Adds a row to the sums of the columns and takes another away; 0: none. */
function moveRow(columns: usize, entering: usize, leaving: usize, width: i32): void {
  const none = i32x4.splat(0);
  let x: i32 = 0;
  for (; x + 8 <= width; x += 8) {
    const more = entering != 0 ? v128.load64_zero(entering + x) : none, less = leaving != 0 ? v128.load64_zero(leaving + x) : none;
    const change = v128.sub<i16>(v128.extend_low<u8>(more), v128.extend_low<u8>(less)), at = columns + 4 * x;
    v128.store(at, v128.add<i32>(v128.load(at), v128.extend_low<i16>(change)));
    v128.store(at, v128.add<i32>(v128.load(at, 16), v128.extend_high<i16>(change)), 16);
  }
  for (; x < width; x++) store<i32>(columns + 4 * x, load<i32>(columns + 4 * x) + (entering != 0 ? i32(load<u8>(entering + x)) : 0) - (leaving != 0 ? i32(load<u8>(leaving + x)) : 0));
}

/** The window is cut off on the left, whole, then cut off on the right. */
function thresholdRow(pixels: usize, dark: usize, columns: usize, width: i32, half: i32, rows: i32, share: f64): void {
  let sum: i32 = 0, count = half, x: i32 = 0;
  for (; x < half; x++) sum += load<i32>(columns + 4 * x);
  for (x = 0; x <= half; x++) {
    sum += load<i32>(columns + 4 * (x + half));
    count++;
    store<u8>(dark + x, u8(isDark(load<u8>(pixels + x), count * rows, sum, share)));
  }
  const points = (2 * half + 1) * rows, end = width - half;
  const allPoints = f64x2.splat(f64(points)), allShares = f64x2.splat(share), margins = f64x2.splat(f64(2 * points)), none = i32x4.splat(0);
  for (; x + 4 <= end; x += 4) {
    // Each lane the change up to it.
    let sums = v128.sub<i32>(v128.load(columns + 4 * (x + half)), v128.load(columns + 4 * (x - half - 1)));
    sums = v128.add<i32>(sums, v128.shuffle<u8>(none, sums, 0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
    sums = v128.add<i32>(sums, v128.shuffle<u8>(none, sums, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
    sums = v128.add<i32>(sums, i32x4.splat(sum));
    sum = i32x4.extract_lane(sums, 3);
    const greys = v128.extend_low<u16>(v128.extend_low<u8>(v128.load32_zero(pixels + x)));
    const low = v128.lt<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_s(greys), allPoints), v128.sub<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_s(sums), allShares), margins));
    const high = v128.lt<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_s(upperHalf(greys)), allPoints), v128.sub<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_s(upperHalf(sums)), allShares), margins));
    store<u32>(dark + x, i32x4.extract_lane(v128.shuffle<u8>(low, high, 0, 8, 16, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0) & 0x01010101);
  }
  for (; x < end; x++) {
    sum += load<i32>(columns + 4 * (x + half)) - load<i32>(columns + 4 * (x - half - 1));
    store<u8>(dark + x, u8(isDark(load<u8>(pixels + x), points, sum, share)));
  }
  count = 2 * half + 1;
  for (x = end; x < width; x++) {
    sum -= load<i32>(columns + 4 * (x - half - 1));
    count--;
    store<u8>(dark + x, u8(isDark(load<u8>(pixels + x), count * rows, sum, share)));
  }
}

// @ts-ignore: decorator
@inline function upperHalf(lanes: v128): v128 {
  return v128.shuffle<u8>(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

// @ts-ignore: decorator
@inline function isDark(grey: i32, points: i32, sum: i32, share: f64): bool {
  return f64(grey) * f64(points) < f64(sum) * share - f64(2 * points);
}

/**
 * Bilinear greys of `count` boxes of columns × rows points into `out`, as f32. `boxes`: of each where its first point lies, in pixels between pixel middles, the step to the next column and to the next row, x and y of each as f64;
 * all points lie inside the picture, except where the first is no number: such a box is passed over.
 */
export function sampleGrids(pixels: usize, width: i32, boxes: usize, count: i32, columns: i32, rows: i32, out: usize): void {
  // Added to a whole number it leaves that number in the lowest bits: quicker than a conversion that asks whether there is one.
  const whole: f64 = 4_503_599_627_370_496, greys = i32x4.splat(255), stride = f64(width);
  for (let k: i32 = 0; k < count; k++, boxes += 48) {
    let row = v128.load(boxes);
    const across = v128.load(boxes, 16), down = v128.load(boxes, 32), first = f64x2.extract_lane(row, 0);
    if (first != first) { out += 4 * columns * rows; continue; }
    for (let r: i32 = 0; r < rows; r++, row = v128.add<f64>(row, down)) {
      let point = row;
      for (const end = out + 4 * columns; out < end; out += 4, point = v128.add<f64>(point, across)) {
        const pixel = v128.floor<f64>(point), share = v128.sub<f64>(point, pixel);
        const at = pixels + i32(reinterpret<i64>(f64x2.extract_lane(pixel, 1) * stride + f64x2.extract_lane(pixel, 0) + whole));
        // Each pixel with its right neighbour, and the two below.
        const pairs = v128.load_lane<u16>(at + width, v128.load_lane<u16>(at, i32x4.splat(0), 0), 2);
        const left = f64x2.convert_low_i32x4_s(v128.and(pairs, greys)), right = f64x2.convert_low_i32x4_s(v128.shr<u32>(pairs, 8));
        const mixed = v128.add<f64>(left, v128.mul<f64>(v128.sub<f64>(right, left), v128.shuffle<u8>(share, share, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7)));
        const above = f64x2.extract_lane(mixed, 0);
        store<f32>(out, f32(above + (f64x2.extract_lane(mixed, 1) - above) * f64x2.extract_lane(share, 1)));
      }
    }
  }
}

/** How many pixels of a rectangle have each of the 256 greys, as i32, added to `counts`. */
export function countGreys(pixels: usize, width: i32, left: i32, top: i32, columns: i32, rows: i32, counts: usize): void {
  for (let y: i32 = 0, row = pixels + top * width + left; y < rows; y++, row += width) {
    for (let at = row, end = row + columns; at < end; at++) {
      const to = counts + 4 * <usize>load<u8>(at);
      store<i32>(to, load<i32>(to) + 1);
    }
  }
}

/** Of a rectangle's pixels, weighed by their grey (`weights`: 256 f64): the sum of weights, of distances right and below of a point, and of their squares, as f64. Adds up as a plain loop over rows does. */
export function weighedSums(pixels: usize, width: i32, left: i32, top: i32, columns: i32, rows: i32, x: f64, y: f64, weights: usize, out: usize): void {
  let sums = f64x2.splat(0), others = f64x2.splat(0);
  for (let r: i32 = 0, row = pixels + top * width + left; r < rows; r++, row += width) {
    const dy = f64(top + r) + 0.5 - y, square = dy * dy;
    for (let c: i32 = 0; c < columns; c++) {
      const weight = v128.load64_splat(weights + 8 * <usize>load<u8>(row + c)), dx = f64(left + c) + 0.5 - x;
      sums = v128.add<f64>(sums, v128.mul<f64>(weight, f64x2(1, dx)));
      others = v128.add<f64>(others, v128.mul<f64>(weight, f64x2(dy, dx * dx + square)));
    }
  }
  v128.store(out, sums);
  v128.store(out, others, 16);
}

/** How many runs of dark pixels the rows of a picture have. */
export function countRuns(dark: usize, width: i32, height: i32): i32 {
  let runs: i32 = 0;
  for (let y: i32 = 0; y < height; y++, dark += width) {
    runs += load<u8>(dark);
    let x: i32 = 1;
    for (; x + 16 <= width; x += 16) runs += popcnt(i8x16.bitmask(v128.gt<u8>(v128.load(dark + x), v128.load(dark + x - 1))));
    for (; x < width; x++) runs += i32(load<u8>(dark + x) > load<u8>(dark + x - 1));
  }
  return runs;
}

/**
 * Runs of dark pixels, row by row, and which belong together (8 neighbours): row, first and last column and parent of each, 4 bytes each. Returns how many.
 * One pass with union-find (He, Chao, Suzuki, "A Run-Based Two-Scan Labeling Algorithm", 2008). Reads up to 15 pixels beyond the last.
 */
export function collectRuns(dark: usize, width: i32, height: i32, row: usize, from: usize, to: usize, parent: usize): i32 {
  const none = i8x16.splat(0);
  let count: i32 = 0, previousStart: i32 = 0, previousEnd: i32 = 0;
  for (let y: i32 = 0; y < height; y++, dark += width) {
    const rowStart = count;
    let above = previousStart, x: i32 = 0;
    while (x < width) {
      // Most of a page is paper.
      const bits = i8x16.bitmask(v128.gt<u8>(v128.load(dark + x), none));
      if (bits == 0) { x += 16; continue; }
      x += ctz(bits);
      if (x >= width) break;
      const start = x;
      while (x < width && load<u8>(dark + x) != 0) x++;
      store<i32>(row + 4 * count, y);
      store<i32>(from + 4 * count, start);
      store<i32>(to + 4 * count, x - 1);
      store<i32>(parent + 4 * count, count);
      while (above < previousEnd && load<i32>(to + 4 * above) < start - 1) above++;
      for (let k = above; k < previousEnd && load<i32>(from + 4 * k) <= x; k++) join(parent, count, k);
      count++;
    }
    previousStart = rowStart;
    previousEnd = count;
  }
  return count;
}

function root(parent: usize, index: i32): i32 {
  let at = index;
  while (load<i32>(parent + 4 * at) != at) {
    const next = load<i32>(parent + 4 * load<i32>(parent + 4 * at));
    store<i32>(parent + 4 * at, next);
    at = next;
  }
  return at;
}

function join(parent: usize, a: i32, b: i32): void {
  const ra = root(parent, a), rb = root(parent, b);
  if (ra < rb) store<i32>(parent + 4 * rb, ra);
  else store<i32>(parent + 4 * ra, rb);
}

/**
 * Valid 5 × 5 convolution with rectifier. `weights`: `[in][ky][kx][out]`; `input` and `out`: `[channel][y][x]`, all f32; `outs` is a multiple of eight.
 * A product is added in double precision and the sum rounded to single, as JavaScript does it.
 */
export function convolve(input: usize, channels: i32, inSide: i32, weights: usize, bias: usize, outs: i32, out: usize): void {
  const outSide = inSide - 4, area = outSide * outSide, none = f64x2.splat(0);
  for (let o: i32 = 0; o < outs; o += 8) {
    for (let y: i32 = 0; y < outSide; y++) {
      for (let x: i32 = 0; x < outSide; x++) {
        let a = f64x2.promote_low_f32x4(v128.load64_zero(bias + 4 * o)), b = f64x2.promote_low_f32x4(v128.load64_zero(bias + 4 * o, 8));
        let c = f64x2.promote_low_f32x4(v128.load64_zero(bias + 4 * o, 16)), d = f64x2.promote_low_f32x4(v128.load64_zero(bias + 4 * o, 24));
        let at = weights + 4 * o;
        for (let channel: i32 = 0; channel < channels; channel++) {
          for (let ky: i32 = 0; ky < 5; ky++) {
            let from = input + 4 * ((channel * inSide + y + ky) * inSide + x);
            for (const end = from + 20; from < end; from += 4, at += 4 * outs) {
              const value = load<f32>(from);
              if (value == 0) continue;
              const values = f64x2.splat(f64(value));
              a = plus(a, values, v128.load64_zero(at));
              b = plus(b, values, v128.load64_zero(at, 8));
              c = plus(c, values, v128.load64_zero(at, 16));
              d = plus(d, values, v128.load64_zero(at, 24));
            }
          }
        }
        let to = out + 4 * (o * area + y * outSide + x);
        to = storeBoth(to, area, v128.max<f64>(a, none));
        to = storeBoth(to, area, v128.max<f64>(b, none));
        to = storeBoth(to, area, v128.max<f64>(c, none));
        storeBoth(to, area, v128.max<f64>(d, none));
      }
    }
  }
}

// @ts-ignore: decorator
@inline function plus(sums: v128, values: v128, weights: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(v128.add<f64>(sums, v128.mul<f64>(values, f64x2.promote_low_f32x4(weights)))));
}

// @ts-ignore: decorator
@inline function storeBoth(to: usize, area: i32, values: v128): usize {
  store<f32>(to, f32(f64x2.extract_lane(values, 0)));
  store<f32>(to + 4 * area, f32(f64x2.extract_lane(values, 1)));
  return to + 8 * area;
}

/**
 * What is darker than an empty bubble: of each of `count` bubbles of `points` points (f32), whose numbers stand in `bubbles` (i32), what lies below `template` (f32) stays below nothing, and what lies above counts from `printed` (f64) on.
 * In double precision, rounded once, as JavaScript does it. `points` may be odd.
 */
export function subtractPrinted(darkness: usize, bubbles: usize, count: i32, points: i32, template: usize, printed: usize): void {
  const none = f64x2.splat(0);
  for (let b: i32 = 0; b < count; b++) {
    const at = darkness + 4 * load<i32>(bubbles + 4 * b) * points;
    let k: i32 = 0;
    for (; k + 2 <= points; k += 2) {
      const here = f64x2.promote_low_f32x4(v128.load64_zero(at + 4 * k)), over = v128.sub<f64>(here, f64x2.promote_low_f32x4(v128.load64_zero(template + 4 * k)));
      const ink = v128.max<f64>(none, v128.sub<f64>(here, v128.load(printed + 8 * k)));
      v128.store64_lane(at + 4 * k, f32x4.demote_f64x2_zero(v128.bitselect(ink, over, v128.gt<f64>(over, none))), 0);
    }
    for (; k < points; k++) {
      const here = f64(load<f32>(at + 4 * k)), over = here - f64(load<f32>(template + 4 * k));
      store<f32>(at + 4 * k, f32(over > 0 ? max<f64>(0, here - load<f64>(printed + 8 * k)) : over));
    }
  }
}
