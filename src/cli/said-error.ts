import { type ErrorCode, ZhiyueError } from '../contract/errors.ts';

/** An error whose sentence says already, in the person's language, what is wrong and what to do: the general advice of its code would not fit. */
export class SaidError extends ZhiyueError {
  constructor(code: ErrorCode, said: string, cause?: unknown) {
    super(code, said, { cause });
    this.name = 'SaidError';
  }
}
