/** What a request throws: what the station said, or that it said nothing. */
import type { ErrorCode } from '../contract/errors.ts';
import type { Problem } from '../contract/problem.ts';

/**
 * The station's codes, and what only the asking side can find: `offline` the station does not answer (retry helps), `answer-invalid` it answers something that this client does not understand (another version, or no station at all),
 * `queue-full` too many writes wait already.
 */
export type StationErrorCode = ErrorCode | 'offline' | 'answer-invalid' | 'queue-full';

interface Details {
  readonly about?: string | null;
  readonly retry?: boolean;
  readonly faults?: Problem['faults'];
  readonly status?: number | null;
  readonly cause?: unknown;
}

/** `message` is one English sentence; what a person sees comes from the texts by `code`, with `about`. */
export class StationError extends Error {
  readonly code: StationErrorCode;
  readonly about: string | null;
  /** Whether the same request may succeed later without anybody doing anything. */
  readonly retry: boolean;
  /** What is wrong, thing by thing: in the file that was sent, or where the request does not fit its schema. */
  readonly faults: NonNullable<Problem['faults']>;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;

  constructor(code: StationErrorCode, message: string, { about = null, retry = false, faults = [], status = null, cause }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StationError';
    this.code = code;
    this.about = about;
    this.retry = retry;
    this.faults = faults;
    this.status = status;
  }
}

export function fromProblem({ code, detail, about, retry, faults = [], status }: Problem): StationError {
  return new StationError(code, detail, { about, retry, faults, status });
}

export function offline(detail: string, cause?: unknown): StationError {
  return new StationError('offline', `The station does not answer: ${detail}.`, { retry: true, ...(cause === undefined ? {} : { cause }) });
}

export function answerInvalid(about: string, status: number, cause?: unknown): StationError {
  return new StationError('answer-invalid', `The answer to ${about} is not one that this client understands; reload it, for it may be older than the station.`, { about, status, ...(cause === undefined ? {} : { cause }) });
}
