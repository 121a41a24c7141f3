/** Whom the roster suggests for a candidate number that is incomplete or on nobody's paper. Pure. */
import type { Candidate } from '../../exam/exam.ts';

export interface Guess { readonly candidateNo: string; readonly name: string; /** Digits that differ, a missing one counting half, rounded up. */ readonly distance: number }

const mostGuesses = 5;

/** The nearest numbers by digits that differ (`_`: half a digit), at most five; none that shares less than half of the digits. */
export function nearestCandidates(read: string, roster: readonly Candidate[]): Guess[] {
  if (/^_*$/.test(read)) return [];
  const near: { readonly candidate: Candidate; readonly distance: number }[] = [];
  for (const candidate of roster) {
    const distance = digitDistance(read, candidate.candidateNo);
    if (distance <= candidate.candidateNo.length / 2) near.push({ candidate, distance });
  }
  return near.toSorted((a, b) => a.distance - b.distance || (a.candidate.candidateNo < b.candidate.candidateNo ? -1 : 1)).slice(0, mostGuesses)
    .map(({ candidate: { candidateNo, name }, distance }) => ({ candidateNo, name, distance: Math.ceil(distance) }));
}

function digitDistance(read: string, candidateNo: string): number {
  let distance = Math.abs(read.length - candidateNo.length);
  for (let i = 0; i < Math.min(read.length, candidateNo.length); i++) {
    if (read[i] === '_') distance += 0.5;
    else if (read[i] !== candidateNo[i]) distance += 1;
  }
  return distance;
}
