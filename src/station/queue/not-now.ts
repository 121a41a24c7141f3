/** Thrown by a task that cannot run at this moment for no fault of its own: it goes back in line, and the attempt does not count. */
export class NotNow extends Error {
  readonly afterMs: number;

  constructor(afterMs: number, why: string) {
    super(why);
    this.name = 'NotNow';
    this.afterMs = afterMs;
  }
}
