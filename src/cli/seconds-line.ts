/** A line about one thing that takes a while, with its seconds, so that silence is not taken for standing still. */

export interface SecondsLineOptions {
  /** The line after so many seconds; 0: as it begins. */
  readonly say: (seconds: number) => string;
  /** Where other lines come in between, a line of its own each time: nothing is drawn over. */
  readonly apart?: boolean;
}

const everyMs = { terminal: 1_000, lines: 5_000 };

/** Drawn over every second on a terminal; elsewhere a line every five seconds. Ends when disposed of. */
export function openSecondsLine(stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>, { say, apart = false }: SecondsLineOptions): Disposable {
  const startedAt = performance.now();
  const drawnOver = stream.isTTY && !apart;
  const draw = (): void => {
    const text = say(Math.round((performance.now() - startedAt) / 1000));
    stream.write(drawnOver ? `\r\x1b[K${text}` : `${text}\n`);
  };
  draw();
  const timer = setInterval(draw, drawnOver ? everyMs.terminal : everyMs.lines).unref();
  let open = true;
  return {
    [Symbol.dispose]() {
      if (!open) return;
      open = false;
      clearInterval(timer);
      if (drawnOver) stream.write('\n');
    },
  };
}
