/** Progress for people: a bar on a terminal, plain lines elsewhere; never more than one line a second there. Never still: while nothing is done, the seconds go on. */
import type { Console } from './console.ts';
import { displayWidth } from './text-table.ts';

export interface Tick {
  readonly done: number;
  /** Best knowledge so far: files can hold several pages. */
  readonly total: number;
  /** Whether `total` can still grow. */
  readonly open: boolean;
}

export interface ProgressDisplay extends Disposable {
  show(tick: Tick): void;
}

export interface ProgressWords {
  /** What stands beside the bar, of the part that is done; pages where it is left out. */
  readonly say?: (fraction: number) => string;
  /** What the first page waits for: engines that read text, or only what reads marks. */
  readonly starts?: 'engines' | 'reader';
}

const barCells = 24;
/** On a terminal, and elsewhere. */
const stillMs = { terminal: 1_000, lines: 5_000 };
/** Before that, a rate tells nothing: the first pages wait for engines that start. */
const enough = { pages: 5, ms: 5_000 };

/** `alreadyDone` pages were finished by an earlier run. */
export function openProgress(console: Console, stream: NodeJS.WriteStream, alreadyDone: number, { say, starts }: ProgressWords = {}): ProgressDisplay {
  const startedAt = performance.now();
  const intervalMs = stream.isTTY ? 100 : 1000;
  let shownAt = -Infinity;
  let shown = '';
  let waiting: Tick | null = null;
  /** Fewer where pages of an earlier run are read again. */
  let before = alreadyDone;
  let last: Tick | null = null;
  /** When the first page was seen done, and how many then: what came before was start, and says nothing of the rate. */
  let begun: { readonly done: number; readonly at: number } | null = null;

  const textOf = (tick: Tick): string => {
    const now = performance.now();
    if (begun === null && tick.done > before) begun = { done: tick.done, at: now };
    if (begun === null) return startingText(console, tick, now - startedAt, starts);
    return progressText(console, tick, begun.done, now - begun.at);
  };
  const draw = (tick: Tick): void => {
    const text = say?.(tick.total > 0 ? tick.done / tick.total : 0) ?? textOf(tick);
    shownAt = performance.now();
    if (text === shown) return;
    shown = text;
    if (stream.isTTY) stream.write(`\r\x1b[K${fitting(`${bar(tick)} ${text}`, stream.columns)}`);
    else stream.write(`${text}\n`);
  };
  const still = setInterval(() => {
    if (last !== null) draw(last);
  }, stream.isTTY ? stillMs.terminal : stillMs.lines).unref();
  return {
    show(tick) {
      before = Math.min(before, tick.done);
      last = tick;
      if (performance.now() - shownAt < intervalMs) waiting = tick;
      else {
        waiting = null;
        draw(tick);
      }
    },
    [Symbol.dispose]() {
      clearInterval(still);
      last = null;
      if (waiting !== null) draw(waiting);
      if (stream.isTTY && shown !== '') stream.write('\n');
      waiting = null;
      shown = '';
    },
  };
}

/** Before the first page. */
export function startingText({ t }: Console, { done, total }: Tick, elapsedMs: number, starts: ProgressWords['starts']): string {
  return t(starts === 'engines' ? 'grade.progress-starting' : starts === 'reader' ? 'grade.progress-reader' : 'grade.progress-waits', { done, total, seconds: Math.round(elapsedMs / 1000) });
}

/** Such as `312 of 1000 pages, 1240 pages/min, 0:34 left`; `elapsedMs` since `from` pages were done. No rate, and no time left, from a few pages or seconds. */
export function progressText({ t }: Console, { done, total, open }: Tick, from: number, elapsedMs: number): string {
  if (done - from < enough.pages || elapsedMs < enough.ms) return t('grade.progress-first', { done, total: Math.max(done, total) });
  const perMs = (done - from) / elapsedMs;
  const rate = Math.round(perMs * 60_000);
  if (open && total <= done) return t('grade.progress-open', { done, rate });
  return t('grade.progress', { done, total, rate, left: clock((total - done) / perMs) });
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}` : `${m}:${String(s).padStart(2, '0')}`;
}

function bar({ done, total }: Tick): string {
  const filled = total > 0 ? Math.min(barCells, Math.round((done / total) * barCells)) : 0;
  return `${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}`;
}

/** A line that wrapped could not be drawn over. */
function fitting(text: string, columns: number): string {
  const room = columns > 0 ? columns - 1 : 79;
  let cells = 0;
  let line = '';
  for (const character of text) {
    cells += displayWidth(character);
    if (cells > room) break;
    line += character;
  }
  return line;
}
