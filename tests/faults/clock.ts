/** A wall clock that can be put forward and back in this process, as when somebody sets the time of the machine; timers and `performance.now` go on as they do then. */
let shiftMs = 0;
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...values: readonly [] | readonly [number | string | Date]) {
    if (values.length === 0) super(RealDate.now() + shiftMs);
    else super(...values);
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

export function installClock(): void {
  Object.defineProperty(globalThis, 'Date', { value: ShiftedDate, writable: true, configurable: true });
}

export function shiftClock(byMs: number): void {
  shiftMs += byMs;
}
