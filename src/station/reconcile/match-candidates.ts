/** Who of the roster a page may be of, by all that stands on it: bubbles, the number as written, the name. Pure. */
import type { Candidate } from '../../exam/exam.ts';
import type { WrittenDigit } from '../../sheet/read/reading.ts';
import type { ReadCharacter } from '../text/engine.ts';
import { misreadingCost } from '../text/match-text.ts';

export interface CandidateEvidence {
  /** By the bubbles, `_` for an empty column; null where nothing is marked. */
  readonly bubbled: string | null;
  /** As written above the bubbles, by cell; null where there is nothing to write in. */
  readonly written: readonly (readonly WrittenDigit[])[] | null;
  /** The name as read; null where it was not. */
  readonly name: readonly ReadCharacter[] | null;
}

export interface Guess {
  readonly candidateNo: string;
  readonly name: string;
  /** Bubbled digits that differ, a missing one counting half, rounded up. */
  readonly distance: number;
  /** That it is this one of the roster, or somebody who is not on it: all candidates and that somebody make 1. */
  readonly probability: number;
}

const mostGuesses = 5;
/** A marked digit is the candidate's own with this probability: people slip a column now and then. */
const bubbleRight = 0.95;
/** A classifier's certainty is trusted up to here; the rest is shared by all digits. */
const writtenTrust = 0.998;
/** What a name can say at most, in nats, against a candidate: others' writing, nicknames, a name in the wrong box. */
const mostAgainstName = 11;
/** Somebody who is not on the roster and has written all this perfectly, against a candidate who has. */
const notOnRoster = 0.001;
const leastShown = 0.02;

/** The likeliest first, at most five; none for a page that says nothing, and nobody who shares less than half of the digits unless the rest speaks for them. */
export function matchCandidates(evidence: CandidateEvidence, roster: readonly Candidate[]): Guess[] {
  const { bubbled, written, name } = evidence;
  if (/^_*$/.test(bubbled ?? '') && (written ?? []).every((cell) => cell.length === 0) && (name ?? []).length === 0) return [];
  const weighed = roster.map((candidate) => ({ candidate, distance: digitDistance(bubbled ?? '', candidate.candidateNo), logLikelihood: logLikelihoodOf(evidence, candidate) }));
  const nobody = bestPossible(evidence) + Math.log(notOnRoster);
  const most = weighed.reduce((best, { logLikelihood }) => Math.max(best, logLikelihood), nobody);
  const total = weighed.reduce((sum, { logLikelihood }) => sum + Math.exp(logLikelihood - most), Math.exp(nobody - most));
  return weighed.map(({ candidate: { candidateNo, name: called }, distance, logLikelihood }) => ({ candidateNo, name: called, distance, probability: Math.exp(logLikelihood - most) / total }))
    .filter(({ candidateNo, distance, probability }) => probability >= leastShown || (!/^_*$/.test(bubbled ?? '') && distance <= candidateNo.length / 2))
    .toSorted((a, b) => b.probability - a.probability || a.distance - b.distance || (a.candidateNo < b.candidateNo ? -1 : 1)).slice(0, mostGuesses)
    .map((guess) => ({ ...guess, distance: Math.ceil(guess.distance) }));
}

function digitDistance(read: string, candidateNo: string): number {
  let distance = Math.abs(read.length - candidateNo.length);
  for (let i = 0; i < Math.min(read.length, candidateNo.length); i++) {
    if (read[i] === '_') distance += 0.5;
    else if (read[i] !== candidateNo[i]) distance += 1;
  }
  return distance;
}

function logLikelihoodOf({ bubbled, written, name }: CandidateEvidence, candidate: Candidate): number {
  return bubblesSay(bubbled, candidate.candidateNo) + writingSays(written, candidate.candidateNo) + (name === null || name.length === 0 || candidate.name === '' ? 0 : -Math.min(mostAgainstName, misreadingCost(name, candidate.name)));
}

function bubblesSay(bubbled: string | null, candidateNo: string): number {
  let sum = 0;
  for (const [i, digit] of [...(bubbled ?? '')].entries()) sum += digit === '_' ? Math.log(0.1) : Math.log(digit === candidateNo[i] ? bubbleRight : (1 - bubbleRight) / 9);
  return sum;
}

/** Log probability of the written cells if they mean this number; empty cells say nothing. */
export function writingSays(written: CandidateEvidence['written'], number: string): number {
  let sum = 0;
  for (const [i, cell] of (written ?? []).entries()) if (cell.length > 0) sum += Math.log(trusted(cell.find(({ digit }) => digit === number[i])?.probability ?? 0));
  return sum;
}

export const trusted = (probability: number): number => writtenTrust * probability + (1 - writtenTrust) / 10;

/** What somebody would get whose number and name are just what was read. */
function bestPossible({ bubbled, written }: CandidateEvidence): number {
  const marked = [...(bubbled ?? '')].map((digit) => (digit === '_' ? Math.log(0.1) : Math.log(bubbleRight)));
  const cells = (written ?? []).map((cell) => (cell.length === 0 ? 0 : Math.log(trusted(cell[0]?.probability ?? 0))));
  return [...marked, ...cells].reduce((sum, value) => sum + value, 0);
}
