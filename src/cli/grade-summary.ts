/** What a run came to, in figures and in a few lines. */
import path from 'node:path';
import type { ExamChange } from '../station/station-api.ts';
import { cropFolder } from '../station/report/own-crops.ts';
import type { ExamResults, ExceptionKind } from '../station/report/results.ts';
import type { Console } from './console.ts';
import type { GradeRun } from './grade-order.ts';
import { scanQualityLines } from './scan-quality.ts';

export interface Counts {
  readonly pages: number;
  /** Pages of which something could be read. */
  readonly read: number;
  readonly failed: number;
  /** Pages on which something waits for a person. */
  readonly review: number;
  readonly candidates: number;
  /** Candidates with a score, provisional ones included. */
  readonly graded: number;
  readonly absent: number;
  readonly incomplete: number;
  /** What waits for a person, as the screens count it. */
  readonly exceptions: number;
  readonly exceptions_by_kind: Readonly<Partial<Record<ExceptionKind, number>>>;
  /** Files that were put in twice; they are listed among the exceptions, and nobody has to do anything. */
  readonly copies: number;
}

export function countsOf({ pages, scores, exceptions: listed }: ExamResults): Counts {
  const exceptions = listed.filter(({ isCopy }) => isCopy !== true);
  const failed = pages.filter((page) => page.status === 'failed').length;
  return {
    pages: pages.length,
    read: pages.length - failed,
    failed,
    review: pages.filter((page) => page.status === 'review').length,
    candidates: scores.length,
    graded: scores.filter((row) => ['graded', 'awaiting-marks', 'review'].includes(row.status)).length,
    absent: scores.filter((row) => row.status === 'absent').length,
    incomplete: scores.filter((row) => row.status === 'missing-page').length,
    exceptions: exceptions.length,
    exceptions_by_kind: countedByKind(exceptions.map(({ kind }) => kind)),
    copies: listed.length - exceptions.length,
  };
}

/** How many there are of each kind, in the order in which they come up. */
export function countedByKind(kinds: readonly ExceptionKind[]): Readonly<Partial<Record<ExceptionKind, number>>> {
  const counts: Partial<Record<ExceptionKind, number>> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** What waits for a person: how much, and how much of each kind. */
export function exceptionLines(kinds: readonly ExceptionKind[], { t }: Pick<Console, 't'>): string[] {
  return [t('summary.exceptions', { count: kinds.length }), ...[...Map.groupBy(kinds, (kind) => kind)].map(([kind, own]) => t('summary.exception-line', { kind: t(`kind.${kind}`), count: own.length }))];
}

/** Whether there are pages and not one could be read. */
export const isNoneRead = ({ pages, read }: Pick<Counts, 'pages' | 'read'>): boolean => pages > 0 && read === 0;

const shownMoves = 20;

/** Says what a changed exam, or roster, did to scores that were there already; nothing for new or unchanged ones. `before`: the exam's revision before the change; another roster leaves it as it is. */
export function changeLines(change: ExamChange, before: number | null, { t }: Console): string[] {
  if (change.kind !== 'updated') return [];
  if (change.revision === before) return [t('grade.roster-updated')];
  const lines = [t('grade.exam-updated', { revision: change.revision })];
  if (change.moved.length === 0) return [...lines, t('grade.moved-none')];
  lines.push(t('grade.moved', { count: change.moved.length }));
  for (const { candidateNo, from, to } of change.moved.slice(0, shownMoves)) lines.push(t('grade.moved-line', { candidate: candidateNo, from: from ?? '—', to: to ?? '—' }));
  if (change.moved.length > shownMoves) lines.push(t('grade.moved-more', { count: change.moved.length - shownMoves }));
  return lines;
}

type RunFigures = Pick<GradeRun, 'results' | 'seconds' | 'pagesThisRun' | 'pagesPerMinute' | 'outFolder' | 'files'>;

export function summaryLines(run: RunFigures, console: Console): string[] {
  const { t } = console;
  const counts = countsOf(run.results);
  // Whole sheets of somebody who is not on the roster are scored, too.
  const unlisted = unlistedOf(run.results);
  const awaiting = run.results.scores.filter(({ status }) => status === 'awaiting-marks').length;
  const seconds = run.seconds.toFixed(1);
  const { pages, review, failed, candidates, graded, absent, incomplete } = counts;
  const files = shortNames(run), waiting = files.includes(`${cropFolder}/`) ? 'summary.open-waiting' : 'summary.open-waiting-bare';
  return [
    t('summary.pages', { pages, review, failed, ok: pages - review - failed }),
    t('summary.candidates', { candidates, graded, absent, incomplete }),
    ...(awaiting === 0 ? [] : [t('summary.awaiting', { count: awaiting })]),
    ...(unlisted === 0 ? [] : [t('summary.unlisted', { count: unlisted })]),
    ...exceptionLines(run.results.exceptions.flatMap(({ isCopy, kind }) => (isCopy === true ? [] : [kind])), console),
    ...(counts.copies === 0 ? [] : [t('summary.copies', { count: counts.copies })]),
    ...scanQualityLines(run.results.scans ?? [], console),
    run.pagesThisRun === 0 ? t('summary.time-only', { seconds }) : t('summary.time', { seconds, rate: run.pagesPerMinute }),
    t('summary.files', { folder: run.outFolder, files: files.join(', ') }),
    t(isNoneRead(counts) ? 'summary.open-none' : counts.exceptions > 0 ? waiting : 'summary.open'),
  ];
}

/** Candidates that turned up without being on the roster; none where there is no roster. */
function unlistedOf({ exceptions, scores }: ExamResults): number {
  const unlisted = new Set(exceptions.filter(({ kind, detail }) => kind === 'unknown-candidate' && detail === 'not-on-roster').map(({ candidateNo }) => candidateNo));
  return scores.filter(({ candidateNo }) => unlisted.has(candidateNo)).length;
}

/** Names within the results folder; the many crops count as one. */
function shortNames({ outFolder, files }: RunFigures): string[] {
  const names = files.map((file) => path.relative(outFolder, file).split(path.sep));
  return [...new Set(names.map((parts) => (parts.length > 1 ? `${parts[0]}/` : parts[0] ?? '')))];
}
