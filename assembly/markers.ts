/** A marker's picture held against every place of a small picture (see marker-search.ts). Adds up point after point, as said plainly: matches are the same to the last digit. */

/** Greys as f64, and their sums and those of their squares above and to the left of each pixel: (width + 1) × (height + 1), i32 and f64. */
export function sumGreys(pixels: usize, width: i32, height: i32, greys: usize, sums: usize, squares: usize): void {
  const stride = width + 1;
  memory.fill(sums, 0, 4 * stride);
  memory.fill(squares, 0, 8 * stride);
  for (let y: i32 = 0; y < height; y++) {
    sums += 4 * stride; squares += 8 * stride;
    store<i32>(sums, 0); store<f64>(squares, 0);
    let sum: i32 = 0, square: i32 = 0;
    for (let x: i32 = 1; x <= width; x++, pixels++, greys += 8) {
      const grey = i32(load<u8>(pixels));
      store<f64>(greys, f64(grey));
      sum += grey; square += grey * grey;
      store<i32>(sums + 4 * x, load<i32>(sums + 4 * (x - stride)) + sum);
      store<f64>(squares + 8 * x, load<f64>(squares + 8 * (x - stride)) + f64(square));
    }
  }
}

/** Places that are held against the marker at once. */
const places: i32 = 8;

/**
 * Where from (x0, y0) to (x1, y1) the patch of size × size numbers (f64), whose mean is 0 and length 1, matches best: x, y and the match as f64, x below 0 where no place has the contrast `least`.
 * Up to 7 places beyond the last one are looked at and not counted.
 */
export function bestMatch(greys: usize, width: i32, sums: usize, squares: usize, patch: usize, size: i32, x0: i32, y0: i32, x1: i32, y1: i32, least: f64, out: usize): void {
  const stride = width + 1, n = f64(size * size);
  let top: f64 = -Infinity;
  store<f64>(out, -1); store<f64>(out, -1, 8);
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x += places) {
    const few = min(places, x1 - x + 1), upper = y * stride + x, lower = (y + size) * stride + x;
    let any = false;
    for (let i: i32 = 0; i < few; i++) any = any || variance(sums, squares, upper + i, lower + i, size, n) >= least;
    // Plain paper and dark cloth have no contrast to match, and most of a page is that.
    if (!any) continue;
    let first = f64x2.splat(0), second = first, third = first, fourth = first;
    for (let r: i32 = 0, at = patch, row = greys + 8 * (y * width + x); r < size; r++, row += 8 * width) for (let c: i32 = 0, from = row; c < size; c++, at += 8, from += 8) {
      const value = v128.load_splat<u64>(at);
      first = v128.add<f64>(first, v128.mul<f64>(v128.load(from), value));
      second = v128.add<f64>(second, v128.mul<f64>(v128.load(from, 16), value));
      third = v128.add<f64>(third, v128.mul<f64>(v128.load(from, 32), value));
      fourth = v128.add<f64>(fourth, v128.mul<f64>(v128.load(from, 48), value));
    }
    // In the patch's place behind it there is room for what was found.
    const products = out + 32;
    v128.store(products, first); v128.store(products, second, 16); v128.store(products, third, 32); v128.store(products, fourth, 48);
    for (let i: i32 = 0; i < few; i++) {
      const own = variance(sums, squares, upper + i, lower + i, size, n);
      if (own < least) continue;
      const match = load<f64>(products + 8 * i) / Math.sqrt(own);
      if (match > top) { top = match; store<f64>(out, f64(x + i)); store<f64>(out, f64(y), 8); }
    }
  }
  store<f64>(out, top, 16);
}

/** Sum of squares around the mean. */
// @ts-ignore: decorator
@inline function variance(sums: usize, squares: usize, upper: i32, lower: i32, size: i32, n: f64): f64 {
  const sum = f64(load<i32>(sums + 4 * (lower + size)) - load<i32>(sums + 4 * lower) - load<i32>(sums + 4 * (upper + size)) + load<i32>(sums + 4 * upper));
  return load<f64>(squares + 8 * (lower + size)) - load<f64>(squares + 8 * lower) - load<f64>(squares + 8 * (upper + size)) + load<f64>(squares + 8 * upper) - sum * sum / n;
}

/** Each pixel of `columns` × `rows` the mean, cut to a whole number, of those that `columnOf` and `rowOf` (rising, i32) send there; white where there are none. `below`: room for 2 bytes a column of the source, `across` for 8 bytes a column of the result. */
export function gather(pixels: usize, width: i32, height: i32, columnOf: usize, rowOf: usize, columns: i32, rows: i32, below: usize, across: usize, to: usize): void {
  for (let row: i32 = 0, y: i32 = 0; row < rows; row++, to += columns) {
    let tall: i32 = 0;
    memory.fill(below, 0, 2 * width + 32);
    for (; y < height && load<i32>(rowOf + 4 * y) == row; y++, tall++) for (let x: i32 = 0, at = below; x < width; x += 16, at += 32) {
      const greys = v128.load(pixels + y * width + x);
      v128.store(at, v128.add<i16>(v128.load(at), v128.extend_low<u8>(greys)));
      v128.store(at, v128.add<i16>(v128.load(at, 16), v128.extend_high<u8>(greys)), 16);
    }
    memory.fill(across, 0, 8 * columns);
    for (let x: i32 = 0; x < width; x++) {
      const at = across + 8 * load<i32>(columnOf + 4 * x);
      store<i32>(at, load<i32>(at) + i32(load<u16>(below + 2 * x)));
      store<i32>(at, load<i32>(at, 4) + tall, 4);
    }
    for (let c: i32 = 0; c < columns; c++) {
      const count = load<i32>(across + 8 * c, 4);
      store<u8>(to + c, count > 0 ? load<i32>(across + 8 * c) / count : 255);
    }
  }
}
