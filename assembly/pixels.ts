/** The loops over all pixels of a page, sixteen at a time. */

/** Interleaved colours to the darkest of each pixel and its red; returns how many pixels have more red over the darkest than `colourful`. Reads up to 15 pixels beyond the last. */
export function splitColours(rgb: usize, count: u32, print: usize, mark: usize, colourful: u8): u32 {
  let coloured: u32 = 0;
  const bound = i8x16.splat(colourful);
  for (let i: u32 = 0; i < count; i += 16, rgb += 48) {
    const a = v128.load(rgb), b = v128.load(rgb, 16), c = v128.load(rgb, 32);
    const red = redOf(a, b, c), green = greenOf(a, b, c), blue = blueOf(a, b, c);
    const least = v128.min<u8>(red, v128.min<u8>(green, blue));
    v128.store(print + i, least);
    v128.store(mark + i, red);
    let more = i8x16.bitmask(v128.gt<u8>(v128.sub<u8>(red, least), bound));
    if (i + 16 > count) more &= (1 << (count - i)) - 1;
    coloured += popcnt(more);
  }
  return coloured;
}

/** Each pixel the mean of two by two, rounded. */
export function halve(from: usize, stride: u32, width: u32, height: u32, to: usize): void {
  const two = i16x8.splat(2);
  for (let y: u32 = 0; y < height; y++) {
    let upper = from + 2 * y * stride, lower = upper + stride;
    let x: u32 = 0;
    for (; x + 16 <= width; x += 16, upper += 32, lower += 32, to += 16) {
      const first = v128.add<u16>(i16x8.extadd_pairwise_i8x16_u(v128.load(upper)), i16x8.extadd_pairwise_i8x16_u(v128.load(lower)));
      const second = v128.add<u16>(i16x8.extadd_pairwise_i8x16_u(v128.load(upper, 16)), i16x8.extadd_pairwise_i8x16_u(v128.load(lower, 16)));
      v128.store(to, v128.narrow<u16>(v128.shr<u16>(v128.add<u16>(first, two), 2), v128.shr<u16>(v128.add<u16>(second, two), 2)));
    }
    for (; x < width; x++, upper += 2, lower += 2, to++) store<u8>(to, (<u32>load<u8>(upper) + <u32>load<u8>(upper, 1) + <u32>load<u8>(lower) + <u32>load<u8>(lower, 1) + 2) >> 2);
  }
}

/** Each pixel the mean of `factor` by `factor`, rounded. `columns`: room for the sums of a row's columns, 2 bytes each, and 16 bytes more. */
export function average(from: usize, stride: u32, factor: u32, width: u32, height: u32, to: usize, columns: usize): void {
  const share: f64 = 1 / (<f64>factor * <f64>factor), used = width * factor;
  for (let y: u32 = 0; y < height; y++, from += factor * stride) {
    for (let x: u32 = 0; x < used; x += 16) {
      let low = i16x8.splat(0), high = i16x8.splat(0);
      for (let row: u32 = 0, at = from + x; row < factor; row++, at += stride) {
        const pixels = v128.load(at);
        low = v128.add<u16>(low, v128.extend_low<u8>(pixels));
        high = v128.add<u16>(high, v128.extend_high<u8>(pixels));
      }
      v128.store(columns + 2 * x, low);
      v128.store(columns + 2 * x, high, 16);
    }
    let at = columns;
    for (let x: u32 = 0; x < width; x++, to++) {
      let sum: u32 = 0;
      for (let column: u32 = 0; column < factor; column++, at += 2) sum += load<u16>(at);
      store<u8>(to, <u8>(<f64>sum * share + 0.5));
    }
  }
}

/** Of each tile of `tile` by `tile` pixels, row by row, the grey above which `above` of those asked lie, every `step`th of every `step`th row, as f32. `counts`: room for 256 numbers of 4 bytes. */
export function paperTiles(pixels: usize, width: i32, height: i32, tile: i32, step: i32, above: f64, out: usize, counts: usize): void {
  for (let top: i32 = 0; top < height; top += tile) for (let left: i32 = 0; left < width; left += tile, out += 4) {
    const bottom = min(height, top + tile), right = min(width, left + tile);
    memory.fill(counts, 0, 1024);
    let asked: i32 = 0;
    for (let y = top; y < bottom; y += step) {
      const row = pixels + y * width;
      for (let x = left; x < right; x += step) { const at = counts + 4 * usize(load<u8>(row + x)); store<i32>(at, load<i32>(at) + 1); }
      asked += (right - left + step - 1) / step;
    }
    let remaining = f64(asked) * above, grey: i32 = 255;
    for (; grey > 0; grey--) { remaining -= f64(load<i32>(counts + 4 * grey)); if (remaining <= 0) break; }
    store<f32>(out, f32(grey));
  }
}

/**
 * Sums of darkness above and to the left of each pixel (see darkness.ts) into `to`, (width + 1) × (height + 1). Each strip of `sameRows` rows has the same scale in each column: 255 over the paper's grey, in 1 / 65,536 of the
 * sums' units, linear between `count` knots (rising columns from 0 to the width, i32; the values f64, strip by strip). `scale`: room for 4 bytes a column, and one more.
 */
export function sumDarkness(pixels: usize, width: i32, height: i32, sameRows: i32, knots: usize, count: i32, values: usize, scale: usize, white: i32, cut: i32, to: usize): void {
  memory.fill(to, 0, 4 * (width + 1));
  for (let y: i32 = 0; y < height; y += sameRows, values += 8 * count) {
    for (let k: i32 = 0; k + 1 < count; k++) {
      const from = load<i32>(knots + 4 * k), next = load<i32>(knots + 4 * k + 4);
      const value = load<f64>(values + 8 * k), step = (load<f64>(values + 8 * k + 8) - value) / f64(next - from);
      // Two columns at a time; one beyond the knot is overwritten by what begins there.
      let two = f64x2(value, value + step);
      const steps = f64x2.splat(2 * step);
      for (let x = from; x < next; x += 2, two = v128.add<f64>(two, steps)) v128.store64_lane(scale + 4 * x, i32x4.trunc_sat_f64x2_s_zero(two), 0);
    }
    const rows = min(sameRows, height - y);
    let row: i32 = 0;
    for (; row + 4 <= rows; row += 4) { sumFourRows(pixels, width, scale, white, cut, to); pixels += 4 * width; to += 16 * (width + 1); }
    for (; row < rows; row++) { sumRow(pixels, width, scale, white, cut, to); pixels += width; to += 4 * (width + 1); }
  }
}

/** The row of sums after the one at `to`. */
function sumRow(pixels: usize, width: i32, scale: usize, white: i32, cut: i32, to: usize): void {
  let row: i32 = 0, at = to + 4 * (width + 1);
  store<i32>(at, 0);
  for (let x: i32 = 0; x < width; x++) {
    row += min(max((white - i32(load<u8>(pixels + x)) * load<i32>(scale + 4 * x)) >> 16, 0), cut);
    at += 4; to += 4;
    store<i32>(at, load<i32>(to) + row);
  }
}

/** Four of them at once: each waits for what is to its left, but not for the others. */
function sumFourRows(pixels: usize, width: i32, scale: usize, white: i32, cut: i32, to: usize): void {
  const stride = usize(4 * (width + 1)), whites = i32x4.splat(white), cuts = i32x4.splat(cut), none = i32x4.splat(0);
  let first = none, second = none, third = none, fourth = none, x: i32 = 0;
  for (let row: usize = 1; row <= 4; row++) store<i32>(to + row * stride, 0);
  let at = to + 4;
  for (; x + 4 <= width; x += 4, at += 16) {
    const scales = v128.load(scale + 4 * x), from = pixels + x;
    first = v128.add<i32>(upTo(darkness(from, scales, whites, cuts)), lastOf(first));
    second = v128.add<i32>(upTo(darkness(from + width, scales, whites, cuts)), lastOf(second));
    third = v128.add<i32>(upTo(darkness(from + 2 * width, scales, whites, cuts)), lastOf(third));
    fourth = v128.add<i32>(upTo(darkness(from + 3 * width, scales, whites, cuts)), lastOf(fourth));
    let sums = v128.add<i32>(v128.load(at), first);
    v128.store(at + stride, sums);
    sums = v128.add<i32>(sums, second);
    v128.store(at + 2 * stride, sums);
    sums = v128.add<i32>(sums, third);
    v128.store(at + 3 * stride, sums);
    v128.store(at + 4 * stride, v128.add<i32>(sums, fourth));
  }
  let a = i32x4.extract_lane(first, 3), b = i32x4.extract_lane(second, 3), c = i32x4.extract_lane(third, 3), d = i32x4.extract_lane(fourth, 3);
  for (; x < width; x++, at += 4) {
    const own = load<i32>(scale + 4 * x), from = pixels + x;
    a += min(max((white - i32(load<u8>(from)) * own) >> 16, 0), cut);
    b += min(max((white - i32(load<u8>(from + width)) * own) >> 16, 0), cut);
    c += min(max((white - i32(load<u8>(from + 2 * width)) * own) >> 16, 0), cut);
    d += min(max((white - i32(load<u8>(from + 3 * width)) * own) >> 16, 0), cut);
    const above = load<i32>(at);
    store<i32>(at + stride, above + a); store<i32>(at + 2 * stride, above + a + b); store<i32>(at + 3 * stride, above + a + b + c); store<i32>(at + 4 * stride, above + a + b + c + d);
  }
}

/** How dark four pixels are. */
// @ts-ignore: decorator
@inline function darkness(pixels: usize, scales: v128, whites: v128, cuts: v128): v128 {
  const greys = v128.extend_low<u16>(v128.extend_low<u8>(v128.load32_zero(pixels)));
  return v128.min<i32>(v128.max<i32>(v128.shr<i32>(v128.sub<i32>(whites, v128.mul<i32>(greys, scales)), 16), i32x4.splat(0)), cuts);
}

/** Each lane the sum of those up to it. */
// @ts-ignore: decorator
@inline function upTo(lanes: v128): v128 {
  const none = i32x4.splat(0), pairs = v128.add<i32>(lanes, v128.shuffle<i32>(none, lanes, 0, 4, 5, 6));
  return v128.add<i32>(pairs, v128.shuffle<i32>(none, pairs, 0, 1, 4, 5));
}

/** The last lane in all of them. */
// @ts-ignore: decorator
@inline function lastOf(lanes: v128): v128 {
  return v128.shuffle<i32>(lanes, lanes, 3, 3, 3, 3);
}

/** Interleaved colours to grey in which ink of any colour is dark (see ink.ts): brightness, lowered by the colour in excess of `floor`, but not below the darkest. Reads and writes up to 15 pixels beyond the last. */
export function inkOfRgb(rgb: usize, count: u32, to: usize, floor: u8): void {
  const floors = i8x16.splat(floor);
  for (let i: u32 = 0; i < count; i += 16, rgb += 48) {
    const a = v128.load(rgb), b = v128.load(rgb, 16), c = v128.load(rgb, 32);
    const red = redOf(a, b, c), green = greenOf(a, b, c), blue = blueOf(a, b, c);
    const least = v128.min<u8>(red, v128.min<u8>(green, blue)), most = v128.max<u8>(red, v128.max<u8>(green, blue));
    const excess = v128.sub_sat<u8>(v128.sub<u8>(most, least), floors);
    const low = weighed(v128.extend_low<u8>(red), v128.extend_low<u8>(green), v128.extend_low<u8>(blue));
    const high = weighed(v128.extend_high<u8>(red), v128.extend_high<u8>(green), v128.extend_high<u8>(blue));
    v128.store(to + i, v128.max<u8>(least, v128.sub_sat<u8>(v128.narrow<u16>(low, high), excess)));
  }
}

/** ITU-R BT.601 weights in 1/256. */
// @ts-ignore: decorator
@inline function weighed(red: v128, green: v128, blue: v128): v128 {
  return v128.shr<u16>(v128.add<u16>(v128.add<u16>(v128.mul<u16>(red, i16x8.splat(77)), v128.mul<u16>(green, i16x8.splat(150))), v128.mul<u16>(blue, i16x8.splat(29))), 8);
}

// Of three times sixteen bytes in the order red, green, blue, the sixteen of one colour.
// @ts-ignore: decorator
@inline function redOf(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<u8>(v128.shuffle<u8>(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
}
// @ts-ignore: decorator
@inline function greenOf(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<u8>(v128.shuffle<u8>(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
}
// @ts-ignore: decorator
@inline function blueOf(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<u8>(v128.shuffle<u8>(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0), c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
}
