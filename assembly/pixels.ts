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

/** Rows of sums of darkness above and to the left of each pixel (see darkness.ts): `scale` has 255 over the paper's grey for each column, in 1 / 65,536 of the sums' units. `to` is the row of sums before the first one that is written. */
export function sumDarkness(pixels: usize, width: u32, rows: u32, scale: usize, white: i32, cut: i32, to: usize): void {
  const whites = i32x4.splat(white), cuts = i32x4.splat(cut), none = i32x4.splat(0), stride = 4 * (width + 1);
  for (let y: u32 = 0; y < rows; y++) {
    let above = to + 4;
    to += stride;
    store<i32>(to, 0);
    let at = to + 4, row: i32 = 0, x: u32 = 0;
    let carry = none;
    for (; x + 4 <= width; x += 4, pixels += 4, at += 16, above += 16) {
      const greys = v128.extend_low<u16>(v128.extend_low<u8>(v128.load32_zero(pixels)));
      const dark = v128.shr<i32>(v128.sub<i32>(whites, v128.mul<i32>(greys, v128.load(scale + 4 * x))), 16);
      let sums = v128.min<i32>(v128.max<i32>(dark, none), cuts);
      // Each lane the sum of those up to it.
      sums = v128.add<i32>(sums, v128.shuffle<u8>(none, sums, 0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
      sums = v128.add<i32>(sums, v128.shuffle<u8>(none, sums, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
      sums = v128.add<i32>(sums, carry);
      carry = v128.shuffle<u8>(sums, sums, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15);
      v128.store(at, v128.add<i32>(sums, v128.load(above)));
    }
    row = i32x4.extract_lane(carry, 0);
    for (; x < width; x++, pixels++, at += 4, above += 4) {
      const dark = (white - <i32>load<u8>(pixels) * load<i32>(scale + 4 * x)) >> 16;
      row += min(max(dark, 0), cut);
      store<i32>(at, load<i32>(above) + row);
    }
  }
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
