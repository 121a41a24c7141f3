/** Samples of many boxes of a picture, each upright on the same grid of points, and how dark they are (see cut.ts, window.ts). */

/** Bytes of a box: where its first point lies, in pixels between pixel middles; the step to the next column; the step to the next row: x and y of each as f64. */
const boxBytes: usize = 48;

/** Bilinear greys of `count` boxes of side × side points (side a multiple of 4) into `out`, as f32; outside the picture they are 255. `missed`: how many points of each box lie outside, as i32. */
export function sampleBoxes(pixels: usize, width: i32, height: i32, boxes: usize, count: i32, side: i32, out: usize, missed: usize): void {
  const steps = i32x4(0, 1, 2, 3), whole = i32x4.splat(255), part = i32x4.splat(65_535), unit = f32x4.splat(1 / 65_536), widths = i32x4.splat(width), fraction: f64 = 65_536;
  for (let k: i32 = 0, at = boxes; k < count; k++, at += boxBytes, missed += 4) {
    let u = load<f64>(at), v = load<f64>(at, 8);
    const ux = load<f64>(at, 16), vx = load<f64>(at, 24), uy = load<f64>(at, 32), vy = load<f64>(at, 40), last = f64(side - 1);
    const lowU = u + min<f64>(0, ux * last) + min<f64>(0, uy * last), highU = u + max<f64>(0, ux * last) + max<f64>(0, uy * last);
    const lowV = v + min<f64>(0, vx * last) + min<f64>(0, vy * last), highV = v + max<f64>(0, vx * last) + max<f64>(0, vy * last);
    // Nearly every box lies inside, and no point of it needs to be asked.
    if (lowU >= 1 && lowV >= 1 && highU < f64(width - 2) && highV < f64(height - 2)) {
      store<i32>(missed, 0);
      // Whole numbers of 1 / 65,536 of a pixel.
      const stepU = i32(ux * fraction), stepV = i32(vx * fraction), fourU = i32x4.splat(4 * stepU), fourV = i32x4.splat(4 * stepV);
      const alongU = v128.mul<i32>(i32x4.splat(stepU), steps), alongV = v128.mul<i32>(i32x4.splat(stepV), steps);
      for (let r: i32 = 0; r < side; r++, u += uy, v += vy) {
        let us = v128.add<i32>(i32x4.splat(i32(u * fraction)), alongU), vs = v128.add<i32>(i32x4.splat(i32(v * fraction)), alongV);
        for (let c: i32 = 0; c < side; c += 4, out += 16, us = v128.add<i32>(us, fourU), vs = v128.add<i32>(vs, fourV)) {
          const offsets = v128.add<i32>(v128.mul<i32>(v128.shr<i32>(vs, 16), widths), v128.shr<i32>(us, 16));
          const fx = v128.mul<f32>(v128.convert<i32>(v128.and(us, part)), unit), fy = v128.mul<f32>(v128.convert<i32>(v128.and(vs, part)), unit);
          const first = pixels + i32x4.extract_lane(offsets, 0), second = pixels + i32x4.extract_lane(offsets, 1), third = pixels + i32x4.extract_lane(offsets, 2), fourth = pixels + i32x4.extract_lane(offsets, 3);
          // Each pixel with its right neighbour, and the two below.
          const upper = i32x4(load<u16>(first), load<u16>(second), load<u16>(third), load<u16>(fourth));
          const lower = i32x4(load<u16>(first + width), load<u16>(second + width), load<u16>(third + width), load<u16>(fourth + width));
          const upperGrey = between(v128.convert<i32>(v128.and(upper, whole)), v128.convert<i32>(v128.shr<u32>(upper, 8)), fx);
          const lowerGrey = between(v128.convert<i32>(v128.and(lower, whole)), v128.convert<i32>(v128.shr<u32>(lower, 8)), fx);
          v128.store(out, between(upperGrey, lowerGrey, fy));
        }
      }
      continue;
    }
    let outside: i32 = 0;
    for (let r: i32 = 0; r < side; r++, u += uy, v += vy) {
      for (let c: i32 = 0; c < side; c++, out += 4) {
        const x = u + f64(c) * ux, y = v + f64(c) * vx;
        if (!(x >= 0 && y >= 0 && x < f64(width - 1) && y < f64(height - 1))) { store<f32>(out, 255); outside++; continue; }
        const column = i32(x), row = i32(y), fx = x - f64(column), from = pixels + row * width + column;
        const upper = f64(load<u8>(from)) + (f64(load<u8>(from, 1)) - f64(load<u8>(from))) * fx, lower = f64(load<u8>(from + width)) + (f64(load<u8>(from + width, 1)) - f64(load<u8>(from + width))) * fx;
        store<f32>(out, f32(upper + (lower - upper) * (y - f64(row))));
      }
    }
    store<i32>(missed, outside);
  }
}

// @ts-ignore: decorator
@inline function between(a: v128, b: v128, share: v128): v128 {
  return v128.add<f32>(a, v128.mul<f32>(v128.sub<f32>(b, a), share));
}

/** The grey above which `above` of each box's points lie, in whole numbers and a half. `counts`: room for 1024 numbers of 2 bytes. */
export function paperGreys(values: usize, count: i32, points: i32, above: f64, out: usize, counts: usize): void {
  for (let k: i32 = 0; k < count; k++, out += 4) {
    memory.fill(counts, 0, 2048);
    // Paper is all of one grey: each of four points is counted by itself, so that none waits for the one before.
    let i: i32 = 0;
    for (; i + 4 <= points; i += 4, values += 16) {
      const greys = v128.shl<i32>(v128.trunc_sat<i32>(v128.load(values)), 1);
      countOne(counts + i32x4.extract_lane(greys, 0)); countOne(counts + 512 + i32x4.extract_lane(greys, 1));
      countOne(counts + 1024 + i32x4.extract_lane(greys, 2)); countOne(counts + 1536 + i32x4.extract_lane(greys, 3));
    }
    for (; i < points; i++, values += 4) countOne(counts + 2 * i32(load<f32>(values)));
    let left = above, grey: i32 = 255;
    for (; grey > 0; grey--) {
      const at = counts + 2 * grey;
      left -= f64(u32(load<u16>(at)) + load<u16>(at, 512) + load<u16>(at, 1024) + load<u16>(at, 1536));
      if (left <= 0) break;
    }
    store<f32>(out, f32(grey) + 0.5);
  }
}

// @ts-ignore: decorator
@inline function countOne(at: usize): void {
  store<u16>(at, load<u16>(at) + 1);
}

/** Greys to darkness in their place, 0 the box's paper, 1 nothing reflected; `sums`: of each box, as f32. */
export function darken(values: usize, count: i32, points: i32, papers: usize, sums: usize): void {
  const none = f32x4.splat(0), one = f32x4.splat(1);
  for (let k: i32 = 0; k < count; k++, papers += 4, sums += 4) {
    const scale = f32x4.splat(1 / max<f32>(8, load<f32>(papers)));
    let sum = none;
    for (let i: i32 = 0; i < points; i += 4, values += 16) {
      const dark = v128.max<f32>(none, v128.sub<f32>(one, v128.mul<f32>(v128.load(values), scale)));
      v128.store(values, dark);
      sum = v128.add<f32>(sum, dark);
    }
    store<f32>(sums, f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  }
}

/** The same in double precision, rounded at the end, of boxes of any number of points: as JavaScript does it. */
export function darkenExactly(values: usize, count: i32, points: i32, papers: usize): void {
  const none = f64x2.splat(0), one = f64x2.splat(1);
  for (let k: i32 = 0; k < count; k++, papers += 4) {
    const scale = 1 / max<f64>(1, f64(load<f32>(papers))), scales = f64x2.splat(scale);
    let i: i32 = 0;
    for (; i + 4 <= points; i += 4, values += 16) {
      const greys = v128.load(values);
      const first = v128.max<f64>(none, v128.sub<f64>(one, v128.mul<f64>(f64x2.promote_low_f32x4(greys), scales)));
      const second = v128.max<f64>(none, v128.sub<f64>(one, v128.mul<f64>(f64x2.promote_low_f32x4(v128.shuffle<i64>(greys, greys, 1, 1)), scales)));
      v128.store(values, v128.shuffle<i64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 2));
    }
    for (; i < points; i++, values += 4) store<f32>(values, f32(max<f64>(0, 1 - f64(load<f32>(values)) * scale)));
  }
}

/** Points across and down a window around a bubble, its points, and those of its rim. */
const windowSide: i32 = 12, windowPoints: i32 = 144, rimPoints: i32 = 44;

/**
 * What is in each of `count` windows (see window.ts), four f32 each: the brighter part of its rim, its mean, the third brightest point of its middle third, and the sum of squares around its mean.
 * `rim`: room for its rim.
 */
export function windowStats(windows: usize, count: i32, out: usize, rim: usize): void {
  const none = f32x4.splat(0), row = 4 * windowSide;
  for (let k: i32 = 0; k < count; k++, windows += 4 * windowPoints, out += 16) {
    memory.copy(rim, windows, row);
    memory.copy(rim + row, windows + 11 * row, row);
    for (let r: i32 = 1, to = rim + 2 * row; r < 11; r++, to += 8) { store<f32>(to, load<f32>(windows + r * row)); store<f32>(to, load<f32>(windows + r * row, 44), 4); }
    let sums = none;
    for (let i: i32 = 0; i < rimPoints; i += 4) sums = v128.add<f32>(sums, v128.load(rim + 4 * i));
    const usual = f32x4.splat(total(sums) / f32(rimPoints));
    let bright = none, brights = i32x4.splat(0);
    for (let i: i32 = 0; i < rimPoints; i += 4) {
      const values = v128.load(rim + 4 * i), which = v128.ge<f32>(values, usual);
      bright = v128.add<f32>(bright, v128.and(values, which));
      brights = v128.sub<i32>(brights, which);
    }
    const many = i32x4.extract_lane(brights, 0) + i32x4.extract_lane(brights, 1) + i32x4.extract_lane(brights, 2) + i32x4.extract_lane(brights, 3);
    store<f32>(out, total(bright) / f32(max<i32>(1, many)));
    sums = none;
    for (let i: i32 = 0; i < windowPoints; i += 4) sums = v128.add<f32>(sums, v128.load(windows + 4 * i));
    const mean = total(sums) / f32(windowPoints), means = f32x4.splat(mean);
    store<f32>(out, mean, 4);
    let first: f32 = -1, second: f32 = -1, third: f32 = -1;
    for (let r: i32 = 4; r < 8; r++) for (let c: i32 = 4; c < 8; c++) {
      const value = load<f32>(windows + r * row + 4 * c);
      if (value > first) { third = second; second = first; first = value; } else if (value > second) { third = second; second = value; } else if (value > third) third = value;
    }
    store<f32>(out, third, 8);
    let squares = none;
    for (let i: i32 = 0; i < windowPoints; i += 4) { const beside = v128.sub<f32>(v128.load(windows + 4 * i), means); squares = v128.add<f32>(squares, v128.mul<f32>(beside, beside)); }
    store<f32>(out, total(squares), 12);
  }
}

// @ts-ignore: decorator
@inline function total(lanes: v128): f32 {
  return f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1) + f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3);
}
