/** How much darker the boxes of bubbles are than the room around them, summed over the bubbles, for each of many displacements: the heart of the search for a page (see response.ts). */

/** Bytes of a place: middle, half sizes of the box and of the room around it, each as f64. Where the box is larger than the room, the place is a frame: it answers by how much darker it is between the two than within the room. */
const placeBytes: usize = 48;

/**
 * `out[row * columns + column]`: sum over `count` places, displaced by (originX + (fromX + column) stepX, originY + (fromY + row) stepY). `sums`: (width + 1) × (height + 1) sums of darkness. What lies outside counts nothing.
 * `edges`: room for 16 bytes a column. The sums are taken place by place, in the places' order.
 */
export function answers(sums: usize, width: i32, height: i32, places: usize, count: i32, originX: f64, fromX: i32, stepX: f64, columns: i32, originY: f64, fromY: i32, stepY: f64, rows: i32, out: usize, edges: usize): void {
  const stride = width + 1;
  let lastInner: i32 = 1, lastOuter: i32 = 1, perInner: f64 = 1, perOuter: f64 = 1;
  const wholeStep: i32 = columns > 1 && (stepX == 1 || stepX == 2) ? i32(stepX) : 0;
  memory.fill(out, 0, 8 * columns * rows);
  for (let k: i32 = 0, at = places; k < count; k++, at += placeBytes) {
    const placeX = load<f64>(at), placeY = load<f64>(at, 8), hw = load<f64>(at, 16), hh = load<f64>(at, 24), cw = load<f64>(at, 32), ch = load<f64>(at, 40);
    if (hw > cw) {
      frameAnswers(sums, width, height, at, originX + f64(fromX) * stepX, stepX, columns, originY + f64(fromY) * stepY, stepY, rows, out);
      continue;
    }
    // Columns a pixel or two apart that all lie inside: areas are the same, and what is looked up lies side by side.
    let near = wholeStep;
    if (near > 0) {
      const x = placeX + (originX + f64(fromX) * stepX) + 0.5;
      if (x - cw < 0.5 || i32(x + f64(near * (columns - 1)) + cw) > width) near = 0;
      else { store<i32>(edges, i32(x - cw)); store<i32>(edges, i32(x + cw), 4); store<i32>(edges, i32(x - hw), 8); store<i32>(edges, i32(x + hw), 12); }
    }
    // Left and right of box and room for each column, once for all rows; a room without a left edge lies outside.
    if (near == 0) for (let c: i32 = 0, to = edges; c < columns; c++, to += 16) {
      const x = placeX + (originX + f64(fromX + c) * stepX) + 0.5;
      const right = i32(x + cw);
      if (x - cw < 0.5 || right > width) { store<i32>(to, -1); continue; }
      store<i32>(to, i32(x - cw)); store<i32>(to, right, 4);
      store<i32>(to, i32(x - hw), 8); store<i32>(to, i32(x + hw), 12);
    }
    for (let r: i32 = 0, result = out; r < rows; r++, result += 8 * columns) {
      const y = placeY + (originY + f64(fromY + r) * stepY) + 0.5;
      if (y - ch < 0.5) continue;
      // Rounded, not cut: half a pixel less on all sides would shift what is found.
      const y1 = i32(y + ch);
      if (y1 > height) continue;
      const y0 = i32(y - ch), by0 = i32(y - hh), by1 = i32(y + hh);
      const upper = sums + 4 * y0 * stride, lower = sums + 4 * y1 * stride, boxUpper = sums + 4 * by0 * stride, boxLower = sums + 4 * by1 * stride;
      if (near > 0) {
        const x0 = load<i32>(edges), x1 = load<i32>(edges, 4), bx0 = load<i32>(edges, 8), bx1 = load<i32>(edges, 12);
        const inner = (bx1 - bx0) * (by1 - by0), outer = (x1 - x0) * (y1 - y0) - inner;
        if (inner <= 0 || outer <= 0) continue;
        if (inner != lastInner) { lastInner = inner; perInner = 1 / f64(inner); }
        if (outer != lastOuter) { lastOuter = outer; perOuter = 1 / f64(outer); }
        const perInners = f64x2.splat(perInner), perOuters = f64x2.splat(perOuter);
        for (let c: i32 = 0, on: usize = 0, to = result; c < columns; c += 4, on += 16 * near, to += 32) {
          const right = on + 4 * x1, left = on + 4 * x0, boxRight = on + 4 * bx1, boxLeft = on + 4 * bx0;
          const cell = v128.add<i32>(v128.sub<i32>(v128.sub<i32>(four(lower + right, near), four(upper + right, near)), four(lower + left, near)), four(upper + left, near));
          const box = v128.add<i32>(v128.sub<i32>(v128.sub<i32>(four(boxLower + boxRight, near), four(boxUpper + boxRight, near)), four(boxLower + boxLeft, near)), four(boxUpper + boxLeft, near));
          const around = v128.sub<i32>(cell, box);
          const low = v128.sub<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_s(box), perInners), v128.mul<f64>(f64x2.convert_low_i32x4_s(around), perOuters));
          const remaining = columns - c;
          if (remaining == 1) { store<f64>(to, load<f64>(to) + f64x2.extract_lane(low, 0)); break; }
          v128.store(to, v128.add<f64>(v128.load(to), low));
          if (remaining == 2) break;
          const high = v128.sub<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_s(v128.shuffle<i64>(box, box, 1, 1)), perInners), v128.mul<f64>(f64x2.convert_low_i32x4_s(v128.shuffle<i64>(around, around, 1, 1)), perOuters));
          if (remaining == 3) { store<f64>(to, load<f64>(to, 16) + f64x2.extract_lane(high, 0), 16); break; }
          v128.store(to, v128.add<f64>(v128.load(to, 16), high), 16);
        }
        continue;
      }
      for (let c: i32 = 0, from = edges, to = result; c < columns; c++, from += 16, to += 8) {
        const x0 = load<i32>(from);
        if (x0 < 0) continue;
        const x1 = load<i32>(from, 4), bx0 = load<i32>(from, 8), bx1 = load<i32>(from, 12);
        const inner = (bx1 - bx0) * (by1 - by0), outer = (x1 - x0) * (y1 - y0) - inner;
        if (inner <= 0 || outer <= 0) continue;
        // A place keeps its size, but for a pixel now and then: dividing takes as long as all the rest.
        if (inner != lastInner) { lastInner = inner; perInner = 1 / f64(inner); }
        if (outer != lastOuter) { lastOuter = outer; perOuter = 1 / f64(outer); }
        const cell = load<i32>(lower + 4 * x1) - load<i32>(upper + 4 * x1) - load<i32>(lower + 4 * x0) + load<i32>(upper + 4 * x0);
        const box = load<i32>(boxLower + 4 * bx1) - load<i32>(boxUpper + 4 * bx1) - load<i32>(boxLower + 4 * bx0) + load<i32>(boxUpper + 4 * bx0);
        store<f64>(to, load<f64>(to) + (f64(box) * perInner - f64(cell - box) * perOuter));
      }
    }
  }
}

/** Adds to `out` what the frame at `place` answers at each displacement; what lies outside counts nothing. */
function frameAnswers(sums: usize, width: i32, height: i32, place: usize, fromX: f64, stepX: f64, columns: i32, fromY: f64, stepY: f64, rows: i32, out: usize): void {
  const stride = width + 1, hw = load<f64>(place, 16), hh = load<f64>(place, 24), cw = load<f64>(place, 32), ch = load<f64>(place, 40);
  for (let r: i32 = 0; r < rows; r++, out += 8 * columns) {
    const y = load<f64>(place, 8) + (fromY + f64(r) * stepY) + 0.5;
    if (y - hh < 0.5 || i32(y + hh) > height) continue;
    const upper = sums + 4 * i32(y - hh) * stride, lower = sums + 4 * i32(y + hh) * stride, within0 = sums + 4 * i32(y - ch) * stride, within1 = sums + 4 * i32(y + ch) * stride;
    const high = i32(y + hh) - i32(y - hh), highWithin = i32(y + ch) - i32(y - ch);
    for (let c: i32 = 0, to = out; c < columns; c++, to += 8) {
      const x = load<f64>(place) + (fromX + f64(c) * stepX) + 0.5;
      if (x - hw < 0.5 || i32(x + hw) > width) continue;
      const x0 = 4 * i32(x - hw), x1 = 4 * i32(x + hw), cx0 = 4 * i32(x - cw), cx1 = 4 * i32(x + cw);
      const area = ((cx1 - cx0) >> 2) * highWithin, ring = ((x1 - x0) >> 2) * high - area;
      if (area <= 0 || ring <= 0) continue;
      const within = load<i32>(within1 + cx1) - load<i32>(within0 + cx1) - load<i32>(within1 + cx0) + load<i32>(within0 + cx0);
      const all = load<i32>(lower + x1) - load<i32>(upper + x1) - load<i32>(lower + x0) + load<i32>(upper + x0);
      store<f64>(to, load<f64>(to) + f64(all - within) / f64(ring) - f64(within) / f64(area));
    }
  }
}

/** Four numbers next to each other, or every second one of eight. */
// @ts-ignore: decorator
@inline function four(at: usize, near: i32): v128 {
  return near == 1 ? v128.load(at) : v128.shuffle<i32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
}

/** `out[k]`: the same of each place by itself, all displaced by (dx, dy). */
export function answersEach(sums: usize, width: i32, height: i32, places: usize, count: i32, dx: f64, dy: f64, out: usize, edges: usize): void {
  for (let k: i32 = 0; k < count; k++, places += placeBytes, out += 8) answers(sums, width, height, places, 1, dx, 0, 0, 1, dy, 0, 0, 1, out, edges);
}

/**
 * For each patch of places the displacement, within `share` of a gap between bubbles, at which it answers best: coarsely first, then more finely, then between pixels. `sizes`: places of each patch, as i32.
 * `out`: x, y and the answer of each, as f64. `grid`, `edges`: room for 8 and 16 bytes for each step. Returns how many places were asked.
 */
export function bestShifts(sums: usize, width: i32, height: i32, places: usize, sizes: usize, patches: i32, share: f64, out: usize, grid: usize, edges: usize): i32 {
  let asked: i32 = 0;
  for (let k: i32 = 0; k < patches; k++, sizes += 4, out += 24) {
    const count = load<i32>(sizes);
    const rx = reach(load<f64>(places, 32), share), ry = reach(load<f64>(places, 40), share), least = min(rx, ry);
    let step: i32 = max<i32>(max<i32>(1, i32(Math.round(f64(least) / 4))), least >= 4 ? 2 : 1);
    let across = rx / step, down = ry / step, bestX: i32 = 0, bestY: i32 = 0, top: f64 = -Infinity;
    while (true) {
      const columns = 2 * across + 1, rows = 2 * down + 1, shifts = columns * rows, aroundX = bestX, aroundY = bestY;
      answers(sums, width, height, places, count, f64(aroundX), -across, f64(step), columns, f64(aroundY), -down, f64(step), rows, grid, edges);
      asked += count * shifts;
      for (let i: i32 = 0; i < shifts; i++) {
        const answer = load<f64>(grid + 8 * i);
        if (answer > top) { top = answer; bestX = aroundX + (i % columns - across) * step; bestY = aroundY + (i / columns - down) * step; }
      }
      if (step == 1) break;
      step >>= 1; across = 1; down = 1;
    }
    answers(sums, width, height, places, count, f64(bestX), -1, 1, 3, f64(bestY), -1, 1, 3, grid, edges);
    asked += 9 * count;
    store<f64>(out, f64(bestX) + summit(load<f64>(grid, 24), top, load<f64>(grid, 40)));
    store<f64>(out, f64(bestY) + summit(load<f64>(grid, 8), top, load<f64>(grid, 56)), 8);
    store<f64>(out, top, 16);
    places += usize(count) * placeBytes;
  }
  return asked;
}

/** Where between pixels the top lies of a parabola through three answers. */
// @ts-ignore: decorator
@inline function summit(before: f64, top: f64, after: f64): f64 {
  const curve = before - 2 * top + after;
  return curve >= 0 ? 0 : max<f64>(-0.5, min<f64>(0.5, (before - after) / (2 * curve)));
}

/** Pixels that are a share of a gap; `half`: half of the room around a bubble. */
// @ts-ignore: decorator
@inline function reach(half: f64, share: f64): i32 {
  return max<i32>(1, i32(Math.round(half * 2 * share)));
}

/**
 * For each place by itself where it answers best around its patch's displacement (as `bestShifts` has them): the middle of the plateau on which the bubble lies wholly in its box, not one edge of it.
 * `out`: x, y and the answer of each, as f64.
 */
export function peaks(sums: usize, width: i32, height: i32, places: usize, sizes: usize, patches: i32, shifts: usize, out: usize, grid: usize, edges: usize): void {
  for (let k: i32 = 0; k < patches; k++, sizes += 4, shifts += 24) {
    const aroundX = load<f64>(shifts), aroundY = load<f64>(shifts, 8);
    for (let left = load<i32>(sizes); left > 0; left--, places += placeBytes, out += 24) {
      const rx = reach(load<f64>(places, 32), 0.2), ry = reach(load<f64>(places, 40), 0.2), columns = 2 * rx + 1, rows = 2 * ry + 1;
      answers(sums, width, height, places, 1, aroundX, -rx, 1, columns, aroundY, -ry, 1, rows, grid, edges);
      let top: f64 = -Infinity, x: f64 = 0, y: f64 = 0, sum: f64 = 0;
      for (let i: i32 = 0; i < columns * rows; i++) top = max<f64>(top, load<f64>(grid + 8 * i));
      for (let r: i32 = 0, at = grid; r < rows; r++) for (let c: i32 = 0; c < columns; c++, at += 8) {
        const weight = max<f64>(0, load<f64>(at) - 0.8 * top);
        x += weight * f64(c - rx); y += weight * f64(r - ry); sum += weight;
      }
      const none = top <= 0 || sum == 0;
      store<f64>(out, none ? aroundX : aroundX + x / sum);
      store<f64>(out, none ? aroundY : aroundY + y / sum, 8);
      store<f64>(out, none ? 0 : top, 16);
    }
  }
}

/**
 * How surely the places of each patch are seen where its displacement has them (as `bestShifts` has these): `each`: the answer of each place by itself; `beside`: of each patch the answers half a room to the left, to the right, above and below; as f64.
 * `edges`: room for 48 bytes; `grid`: for 24.
 */
export function seenThere(sums: usize, width: i32, height: i32, places: usize, sizes: usize, patches: i32, shifts: usize, each: usize, beside: usize, grid: usize, edges: usize): void {
  for (let k: i32 = 0; k < patches; k++, sizes += 4, shifts += 24, beside += 32) {
    const count = load<i32>(sizes), x = load<f64>(shifts), y = load<f64>(shifts, 8), roomX = load<f64>(places, 32), roomY = load<f64>(places, 40);
    answersEach(sums, width, height, places, count, x, y, each, edges);
    answers(sums, width, height, places, count, x, -1, roomX, 3, y, 0, 0, 1, grid, edges);
    store<f64>(beside, load<f64>(grid)); store<f64>(beside, load<f64>(grid, 16), 8);
    answers(sums, width, height, places, count, x, 0, 0, 1, y, -1, roomY, 3, grid, edges);
    store<f64>(beside, load<f64>(grid), 16); store<f64>(beside, load<f64>(grid, 16), 24);
    places += usize(count) * placeBytes; each += usize(count) * 8;
  }
}
