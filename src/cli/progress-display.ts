/** Progress for people: a bar on a terminal, plain lines elsewhere; never more than one line a second there. */
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

const barCells = 24;

/** `alreadyDone` pages were finished by an earlier run and do not count for the rate, unless they are read again. `say`: what stands beside the bar, of the part that is done; pages where it is left out. */
export function openProgress(console: Console, stream: NodeJS.WriteStream, alreadyDone: number, say?: (fraction: number) => string): ProgressDisplay {
  const startedAt = performance.now();
  const intervalMs = stream.isTTY ? 100 : 1000;
  let shownAt = -Infinity;
  let shown = '';
  let waiting: Tick | null = null;
  let before = alreadyDone;

  const draw = (tick: Tick): void => {
    const text = say?.(tick.total > 0 ? tick.done / tick.total : 0) ?? progressText(console, tick, before, performance.now() - startedAt);
    shownAt = performance.now();
    if (text === shown) return;
    shown = text;
    if (stream.isTTY) stream.write(`\r\x1b[K${fitting(`${bar(tick)} ${text}`, stream.columns)}`);
    else stream.write(`${text}\n`);
  };
  return {
    show(tick) {
      before = Math.min(before, tick.done);
      if (performance.now() - shownAt < intervalMs) waiting = tick;
      else {
        waiting = null;
        draw(tick);
      }
    },
    [Symbol.dispose]() {
      if (waiting !== null) draw(waiting);
      if (stream.isTTY && shown !== '') stream.write('\n');
      waiting = null;
      shown = '';
    },
  };
}

/** Such as `312 of 1000 pages, 1240 pages/min, 0:34 left`. */
export function progressText({ t }: Console, { done, total, open }: Tick, alreadyDone: number, elapsedMs: number): string {
  const perMs = elapsedMs > 0 ? (done - alreadyDone) / elapsedMs : 0;
  const rate = Math.round(perMs * 60_000);
  if (open && total <= done) return t('grade.progress-open', { done, rate });
  const left = perMs > 0 ? clock((total - done) / perMs) : '—';
  return t('grade.progress', { done, total, rate, left });
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
