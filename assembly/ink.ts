/** What is in bubbles beyond what is printed there (see src/sheet/marks/ink.ts), and what windows around bubbles usually look like (window.ts). */

/** Bytes of a bubble's result: sum of ink inside; how many points of the inside have some; its sums by x, y, x², y², xy; ink around; the darkness that half of the inside has at least; each as f32. */
const inkBytes: usize = 36;

/** Point by point the mean of `count` of the bubbles, `which` (i32 each), into `out`: added one bubble after the other in double precision and rounded each time, as JavaScript does. `points`: a multiple of 4. */
export function meanOf(darkness: usize, which: usize, count: i32, points: i32, out: usize): void {
  const weight = f64x2.splat(1 / f64(count));
  memory.fill(out, 0, 4 * points);
  for (let k: i32 = 0; k < count; k++, which += 4) {
    let from = darkness + 4 * usize(load<i32>(which)) * points;
    for (let i: i32 = 0, to = out; i < points; i += 4, from += 16, to += 16) {
      const own = v128.load(from), mean = v128.load(to);
      const low = v128.add<f64>(f64x2.promote_low_f32x4(mean), v128.mul<f64>(f64x2.promote_low_f32x4(own), weight));
      const high = v128.add<f64>(f64x2.promote_low_f32x4(v128.shuffle<i64>(mean, mean, 1, 1)), v128.mul<f64>(f64x2.promote_low_f32x4(v128.shuffle<i64>(own, own, 1, 1)), weight));
      v128.store(to, v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2));
    }
  }
}

/**
 * What is printed in a bubble of `side` × `side` points that looks so when it is `empty`: into `wide` each point the darkest of it and the four around it, into `print` as much of that as hides ink, at most `most`.
 * Returns what paper that leaves at the `insides` points inside (indices in `inside`, i32).
 */
function printedIn(empty: usize, side: i32, inside: usize, insides: i32, wide: usize, print: usize, most: f32): f64 {
  const row = 4 * side;
  for (let r: i32 = 0, at: i32 = 0; r < side; r++) for (let c: i32 = 0; c < side; c++, at += 4) {
    const from = empty + at;
    let darkest = load<f32>(from);
    if (r > 0 && c > 0 && r < side - 1 && c < side - 1) darkest = max(darkest, max(max(load<f32>(from - 4), load<f32>(from, 4)), max(load<f32>(from - row), load<f32>(from + row))));
    store<f32>(wide + at, darkest);
    store<f32>(print + at, min(most, darkest));
  }
  let room: f64 = 0;
  for (let j: i32 = 0; j < insides; j++) room += 1 - f64(load<f32>(print + 4 * load<i32>(inside + 4 * j)));
  return max<f64>(1, room);
}

/**
 * The ink of `count` bubbles of `side` × `side` points (side a multiple of 4), `which` (i32 each), against what they look like when they are `empty`. `mask`: seven planes of f32 each: 1 inside and 0 elsewhere, the point's x, y, x², y², xy; 1 around the
 * bubble; `inside`: indices of the `insides` points inside, as i32. As much of the print as `most` hides ink; beyond `inked` a point has some. Of bubbles with less ink than `least` of the paper inside half is 0.
 * `scratch`: room for three planes. Returns how much paper there is inside.
 */
export function inkOfBubbles(darkness: usize, which: usize, count: i32, side: i32, mask: usize, inside: usize, insides: i32, empty: usize, most: f32, inked: f32, least: f64, scratch: usize, out: usize): f64 {
  const points = side * side, plane: usize = 4 * points, around = mask + 6 * plane, print = scratch, wide = scratch + plane, over = scratch + 2 * plane;
  const room = printedIn(empty, side, inside, insides, wide, print, most), enough = f32(least * room);
  const none = f32x4.splat(0), bound = f32x4.splat(inked);
  for (let k: i32 = 0; k < count; k++, which += 4, out += inkBytes) {
    const own = darkness + 4 * usize(load<i32>(which)) * points;
    let sum = none, sx = none, sy = none, sxx = none, syy = none, sxy = none, outside = none, many = i32x4.splat(0);
    for (let at: usize = 0; at < plane; at += 16) {
      const dark = v128.load(own + at), from = mask + at;
      const beyond = v128.mul<f32>(v128.max<f32>(none, v128.sub<f32>(dark, v128.load(print + at))), v128.load(from));
      sum = v128.add<f32>(sum, beyond);
      sx = v128.add<f32>(sx, v128.mul<f32>(beyond, v128.load(from + plane)));
      sy = v128.add<f32>(sy, v128.mul<f32>(beyond, v128.load(from + 2 * plane)));
      sxx = v128.add<f32>(sxx, v128.mul<f32>(beyond, v128.load(from + 3 * plane)));
      syy = v128.add<f32>(syy, v128.mul<f32>(beyond, v128.load(from + 4 * plane)));
      sxy = v128.add<f32>(sxy, v128.mul<f32>(beyond, v128.load(from + 5 * plane)));
      many = v128.sub<i32>(many, v128.gt<f32>(beyond, bound));
      outside = v128.add<f32>(outside, v128.mul<f32>(v128.max<f32>(none, v128.sub<f32>(dark, v128.load(wide + at))), v128.load(around + at)));
    }
    const all = totalOf(sum);
    store<f32>(out, all);
    store<f32>(out, f32(i32x4.extract_lane(many, 0) + i32x4.extract_lane(many, 1) + i32x4.extract_lane(many, 2) + i32x4.extract_lane(many, 3)), 4);
    store<f32>(out, totalOf(sx), 8); store<f32>(out, totalOf(sy), 12); store<f32>(out, totalOf(sxx), 16); store<f32>(out, totalOf(syy), 20); store<f32>(out, totalOf(sxy), 24);
    store<f32>(out, totalOf(outside), 28);
    let half: f32 = 0;
    if (all >= enough) {
      for (let j: i32 = 0, to = over; j < insides; j++, to += 4) { const at: usize = 4 * usize(load<i32>(inside + 4 * j)); store<f32>(to, load<f32>(own + at) - load<f32>(empty + at)); }
      half = inPlace(over, insides >> 1, insides);
    }
    store<f32>(out, half, 32);
  }
  return room;
}

/** The value that would be at index k if the first `count` were sorted; orders them only so far (Hoare's quickselect, 1961). */
function inPlace(values: usize, k: i32, count: i32): f32 {
  let low: i32 = 0, high = count - 1;
  while (low < high) {
    const pivot = load<f32>(values + 4 * ((low + high) >> 1));
    let i = low, j = high;
    while (i <= j) {
      while (load<f32>(values + 4 * i) < pivot) i++;
      while (load<f32>(values + 4 * j) > pivot) j--;
      if (i <= j) { const v = load<f32>(values + 4 * i); store<f32>(values + 4 * i, load<f32>(values + 4 * j)); store<f32>(values + 4 * j, v); i++; j--; }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return load<f32>(values + 4 * k);
}

/** Point by point the median of `count` windows (at most 255): whole numbers from 0 to 255. `points`: a multiple of 16. `rows`: room for a byte of each point of them. */
export function usualWindow(windows: usize, count: i32, points: i32, rows: usize, out: usize): void {
  const none = f32x4.splat(0);
  for (let i: i32 = 0, from = windows, to = rows, all = count * points; i < all; i += 16, from += 64, to += 16) {
    v128.store(to, v128.narrow<u16>(v128.narrow<i32>(whole(from), whole(from + 16)), v128.narrow<i32>(whole(from + 32), whole(from + 48))));
  }
  const need = i8x16.splat(i8((count + 1) >> 1)), one = i8x16.splat(1);
  for (let i: i32 = 0; i < points; i += 16) {
    // The least value that half of them do not exceed, bit by bit.
    let value = i8x16.splat(0);
    for (let bit: i32 = 128; bit > 0; bit >>= 1) {
      const tried = v128.add<u8>(value, i8x16.splat(i8(bit - 1)));
      let within = i8x16.splat(0);
      for (let k: i32 = 0, from = rows + i; k < count; k++, from += points) within = v128.sub<i8>(within, v128.le<u8>(v128.load(from), tried));
      const fewer = v128.lt<u8>(within, need);
      value = v128.add<u8>(value, v128.and(fewer, i8x16.splat(i8(bit))));
    }
    const low = v128.extend_low<u8>(value), high = v128.extend_high<u8>(value);
    v128.store(out + 4 * i, v128.convert<i32>(v128.extend_low<u16>(low)));
    v128.store(out + 4 * i, v128.convert<i32>(v128.extend_high<u16>(low)), 16);
    v128.store(out + 4 * i, v128.convert<i32>(v128.extend_low<u16>(high)), 32);
    v128.store(out + 4 * i, v128.convert<i32>(v128.extend_high<u16>(high)), 48);
  }
}

// @ts-ignore: decorator
@inline function whole(from: usize): v128 {
  return v128.trunc_sat<i32>(v128.load(from));
}

/** What each of `count` windows has of a shape: the sum of their products, as f32. `points`: a multiple of 4. */
export function productsWith(windows: usize, count: i32, points: i32, shape: usize, out: usize): void {
  for (let k: i32 = 0; k < count; k++, out += 4) {
    let sum = f32x4.splat(0);
    for (let i: i32 = 0; i < points; i += 4, windows += 16) sum = v128.add<f32>(sum, v128.mul<f32>(v128.load(windows), v128.load(shape + 4 * i)));
    store<f32>(out, totalOf(sum));
  }
}

// @ts-ignore: decorator
@inline function totalOf(lanes: v128): f32 {
  return f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1) + f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3);
}
