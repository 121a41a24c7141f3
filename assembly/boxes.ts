/** Samples of many boxes of a picture, each upright on the same grid of points, and how dark they are (see cut.ts, window.ts). */

/** Bytes of a box: where its first point lies, in pixels between pixel middles; the step to the next column; the step to the next row: x and y of each as f64. */
const boxBytes: usize = 48;

/** Bilinear greys of `count` boxes of side × side points (side a multiple of 4) into `out`, as f32; outside the picture they are 255. `missed`: how many points of each box lie outside, as i32. */
export function sampleBoxes(pixels: usize, width: i32, height: i32, boxes: usize, count: i32, side: i32, out: usize, missed: usize): void {
  const steps = f32x4(0, 1, 2, 3), whole = i32x4.splat(255);
  for (let k: i32 = 0, at = boxes; k < count; k++, at += boxBytes, missed += 4) {
    let u = load<f64>(at), v = load<f64>(at, 8);
    const ux = load<f64>(at, 16), vx = load<f64>(at, 24), uy = load<f64>(at, 32), vy = load<f64>(at, 40), last = f64(side - 1);
    const lowU = u + min<f64>(0, ux * last) + min<f64>(0, uy * last), highU = u + max<f64>(0, ux * last) + max<f64>(0, uy * last);
    const lowV = v + min<f64>(0, vx * last) + min<f64>(0, vy * last), highV = v + max<f64>(0, vx * last) + max<f64>(0, vy * last);
    // Nearly every box lies inside, and no point of it needs to be asked.
    if (lowU >= 1 && lowV >= 1 && highU < f64(width - 2) && highV < f64(height - 2)) {
      store<i32>(missed, 0);
      const alongU = v128.mul<f32>(f32x4.splat(f32(ux)), steps), alongV = v128.mul<f32>(f32x4.splat(f32(vx)), steps);
      for (let r: i32 = 0; r < side; r++, u += uy, v += vy) {
        for (let c: i32 = 0; c < side; c += 4, out += 16) {
          // Near the box's corner, in small numbers: f32 has 24 bits.
          const u0 = u + f64(c) * ux, v0 = v + f64(c) * vx, cornerU = Math.floor(u0), cornerV = Math.floor(v0);
          const us = v128.add<f32>(alongU, f32x4.splat(f32(u0 - cornerU))), vs = v128.add<f32>(alongV, f32x4.splat(f32(v0 - cornerV)));
          const lowUs = v128.floor<f32>(us), lowVs = v128.floor<f32>(vs), fx = v128.sub<f32>(us, lowUs), fy = v128.sub<f32>(vs, lowVs);
          const xs = v128.trunc_sat<i32>(lowUs), ys = v128.trunc_sat<i32>(lowVs);
          const offsets = v128.add<i32>(v128.mul<i32>(ys, i32x4.splat(width)), xs);
          const corner = pixels + i32(cornerV) * width + i32(cornerU);
          const a = corner + i32x4.extract_lane(offsets, 0), b = corner + i32x4.extract_lane(offsets, 1), c4 = corner + i32x4.extract_lane(offsets, 2), d = corner + i32x4.extract_lane(offsets, 3);
          // Each pixel with its right neighbour, and the two below.
          let upper = i32x4.splat(0), lower = upper;
          upper = v128.load_lane<u16>(a, upper, 0); upper = v128.load_lane<u16>(b, upper, 2); upper = v128.load_lane<u16>(c4, upper, 4); upper = v128.load_lane<u16>(d, upper, 6);
          lower = v128.load_lane<u16>(a + width, lower, 0); lower = v128.load_lane<u16>(b + width, lower, 2); lower = v128.load_lane<u16>(c4 + width, lower, 4); lower = v128.load_lane<u16>(d + width, lower, 6);
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

/** The grey above which a sixth of each box's points lie, in whole numbers and a half. `counts`: room for 256 numbers of 2 bytes. */
export function paperGreys(values: usize, count: i32, points: i32, out: usize, counts: usize): void {
  for (let k: i32 = 0; k < count; k++, out += 4) {
    memory.fill(counts, 0, 512);
    for (let i: i32 = 0; i < points; i++, values += 4) {
      const to = counts + 2 * i32(load<f32>(values));
      store<u16>(to, load<u16>(to) + 1);
    }
    let left: f64 = f64(points) / 6, grey: i32 = 255;
    for (; grey > 0; grey--) { left -= f64(load<u16>(counts + 2 * grey)); if (left <= 0) break; }
    store<f32>(out, f32(grey) + 0.5);
  }
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
