import type { LayoutAnchor } from '../layout.ts';
import type { AnchorCandidate } from './anchors.ts';
import { applyHomography, fitHomography, isPlausible, similarity, similarityTerms, type Homography, type PointPair } from './homography.ts';

/** A way to lay the layout's anchors over the image. */
export interface AnchorMatch {
  /** Millimetres on the page to pixels of the image the candidates were found in. */
  readonly map: Homography;
  /** For each anchor of the layout the candidate that matches it, or -1. */
  readonly candidateOf: readonly number[];
  readonly found: number;
  /** Root mean square distance, in millimetres. */
  readonly residualMm: number;
  /** Rings where the layout has rings, minus those where it has none: decides between the two ways up. */
  readonly ringAgreement: number;
}

interface Spot { readonly x: number; readonly y: number; readonly ring: boolean; readonly side: number }

/**
 * All plausible placements of the anchors, best first. Two candidates give a similarity (RANSAC with every pair: Fischler and Bolles, 1981);
 * the others must lie near where it puts them, generously at first since perspective moves them up to 2 cm, then within 2.5 mm of a homography fitted to all.
 * A page and the same page upside down have the same anchors, so both are returned: the ring, or the code, decides.
 */
export function matchAnchors(anchors: readonly LayoutAnchor[], candidates: readonly AnchorCandidate[]): AnchorMatch[] {
  const spots = anchors.map((a): Spot => ({ x: a.x + a.w / 2, y: a.y + a.h / 2, ring: a.kind === 'ring', side: (a.w + a.h) / 2 }));
  const pairs = likePairs(candidates);
  const rough: { map: Homography; found: number; cost: number }[] = [];
  for (let i = 0; i < spots.length; i++) {
    for (let j = 0; j < spots.length; j++) {
      const p = spots[i], q = spots[j];
      if (i === j || !p || !q) continue;
      const apart = Math.hypot(p.x - q.x, p.y - q.y);
      if (apart < 150) continue;
      for (const pair of pairs) {
        const hypothesis = roughFit(spots, candidates, p, q, pair, pair.distance / apart);
        if (hypothesis) rough.push(hypothesis);
      }
    }
  }
  rough.sort((a, b) => b.found - a.found || a.cost - b.cost);
  const matches: AnchorMatch[] = [];
  const seen = new Set<string>();
  const tightened = new Set<string>();
  for (const hypothesis of rough.slice(0, 80)) {
    // Only the first placement counts from here on, and most hypotheses put the anchors on the same candidates.
    const assigned = assign(spots, candidates, hypothesis.map, REACHES_MM[0]);
    if (tightened.has(assigned.join())) continue;
    tightened.add(assigned.join());
    const match = tighten(spots, candidates, assigned);
    if (!match) continue;
    const key = match.candidateOf.join();
    if (seen.has(key)) continue;
    seen.add(key);
    matches.push(match);
  }
  return matches.sort((a, b) => rank(b) - rank(a)).slice(0, 6);
}

function rank(match: AnchorMatch): number {
  return match.found + 0.8 * match.ringAgreement - Math.min(1, match.residualMm / 2);
}

interface CandidatePair { readonly a: AnchorCandidate; readonly b: AnchorCandidate; readonly distance: number }

/** Two by two those of about the same size, with their distance in pixels. */
function likePairs(candidates: readonly AnchorCandidate[]): CandidatePair[] {
  return candidates.flatMap((a, i) => candidates.slice(i + 1).flatMap((b) => (a.side > b.side * 1.4 || b.side > a.side * 1.4 ? [] : [{ a, b, distance: Math.hypot(a.x - b.x, a.y - b.y) }])));
}

function roughFit(spots: readonly Spot[], candidates: readonly AnchorCandidate[], p: Spot, q: Spot, { a, b }: CandidatePair, scale: number): { map: Homography; found: number; cost: number } | null {
  const sideMm = (a.side + b.side) / 2 / scale;
  if (sideMm < p.side * 0.72 || sideMm > p.side * 1.3) return null;
  const { along, across, x, y } = similarityTerms({ from: p, to: a }, { from: q, to: b });
  // Upright, upside down or on its side, with up to 16 degrees of skew and shear by perspective.
  const turn = Math.atan2(across, along) * 180 / Math.PI;
  if (Math.abs(((turn + 405) % 90) - 45) > 16) return null;
  let found = 0, cost = 0;
  const reach = 20 * scale;
  for (const spot of spots) {
    const atX = along * spot.x - across * spot.y + x, atY = across * spot.x + along * spot.y + y;
    const index = nearest(candidates, atX, atY, reach, spot.side * scale);
    const hit = candidates[index];
    if (!hit) continue;
    found++;
    cost += Math.hypot(hit.x - atX, hit.y - atY) / scale;
  }
  return found >= 3 ? { map: similarity({ along, across, x, y }), found, cost } : null;
}

/** How far from where a map puts it an anchor is looked for, from round to round, in millimetres. */
const REACHES_MM = [20, 6, 2.5, 2.5] as const;

/** For each spot the candidate nearest to where the map puts it, or -1; a candidate stands for one spot only. */
function assign(spots: readonly Spot[], candidates: readonly AnchorCandidate[], map: Homography, reachMm: number): number[] {
  const assigned = spots.map((spot) => {
    const at = applyHomography(map, spot.x, spot.y);
    const beside = applyHomography(map, spot.x + 1, spot.y + 1);
    const scale = Math.hypot(beside.x - at.x, beside.y - at.y) / Math.SQRT2;
    return nearest(candidates, at.x, at.y, reachMm * scale, spot.side * scale);
  });
  for (const [i, c] of assigned.entries()) if (c >= 0 && assigned.indexOf(c) !== i) assigned[i] = -1;
  return assigned;
}

function tighten(spots: readonly Spot[], candidates: readonly AnchorCandidate[], first: readonly number[]): AnchorMatch | null {
  let map: Homography | null = null;
  let assigned = first;
  for (const reachMm of REACHES_MM) {
    if (map) assigned = assign(spots, candidates, map, reachMm);
    // Four anchors and more carry a perspective, three only an affine map, fewer nothing.
    map = fitHomography(pairsOf(spots, candidates, assigned));
    if (!map) return null;
  }
  if (!map) return null;
  const pairs = pairsOf(spots, candidates, assigned);
  const xs = spots.map((s) => s.x), ys = spots.map((s) => s.y);
  if (!isPlausible(map, (Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2)) return null;
  let ringAgreement = 0;
  for (const [i, c] of assigned.entries()) {
    const candidate = candidates[c];
    if (candidate?.hole) ringAgreement += spots[i]?.ring ? 1 : -1;
    else if (candidate && spots[i]?.ring) ringAgreement -= 0.5;
  }
  return { map, candidateOf: assigned, found: pairs.length, residualMm: residualMm(map, pairs), ringAgreement };
}

function pairsOf(spots: readonly Spot[], candidates: readonly AnchorCandidate[], assigned: readonly number[]): PointPair[] {
  return assigned.flatMap((c, i) => {
    const to = candidates[c], from = spots[i];
    return to && from ? [{ from, to }] : [];
  });
}

/** Root mean square distance between where a map puts points and where they are, in the millimetres of `from`. */
export function residualMm(map: Homography, pairs: readonly PointPair[]): number {
  let sum = 0;
  for (const { from, to } of pairs) {
    const at = applyHomography(map, from.x, from.y);
    const beside = applyHomography(map, from.x + 1, from.y + 1);
    const scale = Math.hypot(beside.x - at.x, beside.y - at.y) / Math.SQRT2;
    sum += ((at.x - to.x) ** 2 + (at.y - to.y) ** 2) / scale ** 2;
  }
  return Math.sqrt(sum / Math.max(1, pairs.length));
}

function nearest(candidates: readonly AnchorCandidate[], x: number, y: number, reach: number, side: number): number {
  let best = -1;
  let bestDistance = reach;
  for (let i = 0; i < candidates.length; i++) {
    const c = candidates[i];
    if (!c || c.side < side * 0.65 || c.side > side * 1.45) continue;
    const dx = c.x - x, dy = c.y - y;
    // Most are far away, which needs no root.
    if (dx >= bestDistance || dx <= -bestDistance || dy >= bestDistance || dy <= -bestDistance) continue;
    const d = Math.hypot(dx, dy);
    if (d < bestDistance) { bestDistance = d; best = i; }
  }
  return best;
}
