/** Errors that speak to someone: a code, what it is about, and whether trying again can help. `docs/errors.md` lists every code; a test keeps it true. */
import { type Fault, faultSentence } from './faults.ts';

export const errorCodes = {
  // What a person gave us.
  'exam-invalid': 'bad-input',
  'roster-invalid': 'bad-input',
  'template-invalid': 'bad-input',
  'key-invalid': 'bad-input',
  'answers-invalid': 'bad-input',
  'input-missing': 'bad-input',
  'output-unwritable': 'bad-input',
  'option-invalid': 'bad-input',
  'exam-changed': 'bad-input',
  'exam-exists': 'bad-input',
  'exam-differs': 'bad-input',
  'exam-busy': 'bad-input',
  'exam-published': 'bad-input',
  'exceptions-open': 'bad-input',
  // A backup of exams.
  'backup-foreign': 'bad-input',
  'backup-newer': 'bad-input',
  'backup-damaged': 'bad-input',
  'backup-busy': 'bad-input',
  // A request that is not understood or cannot be done as things stand.
  'request-invalid': 'bad-input',
  'request-too-large': 'bad-input',
  'not-found': 'bad-input',
  'revision-stale': 'bad-input',
  'idempotency-conflict': 'bad-input',
  'task-cancelled': 'bad-input',
  // Who asks: signed in, allowed, from where.
  'not-signed-in': 'refused',
  'token-expired': 'refused',
  'device-revoked': 'refused',
  'pairing-refused': 'refused',
  'forbidden': 'refused',
  'host-refused': 'refused',
  'origin-refused': 'refused',
  'rate-limited': 'passing',
  // A live connection.
  'protocol-unknown': 'bad-input',
  'too-slow': 'passing',
  'too-many-connections': 'passing',
  // A file of a scan batch: the page becomes an exception, the batch goes on.
  'file-empty': 'bad-page',
  'file-type-unknown': 'bad-page',
  'file-damaged': 'bad-page',
  'file-encrypted': 'bad-page',
  'image-too-large': 'bad-page',
  // The machine we run on.
  'redis-missing': 'environment',
  'redis-unreachable': 'environment',
  'disk-full': 'environment',
  'data-folder-in-use': 'environment',
  'station-missing': 'environment',
  'station-unreachable': 'environment',
  'resource-missing': 'environment',
  'reader-broken': 'environment',
  'record-newer': 'environment',
  'record-damaged': 'environment',
  // Ours.
  'task-timeout': 'passing',
  'worker-crashed': 'passing',
  'task-memory': 'passing',
  'task-denied': 'internal',
  'station-closed': 'passing',
  'bus-full': 'passing',
  'text-reader-failed': 'passing',
  'record-busy': 'passing',
  'internal': 'internal',
} as const;

export type ErrorCode = keyof typeof errorCodes;
/** `refused`: whoever asks must sign in, or may not. */
export type ErrorClass = (typeof errorCodes)[ErrorCode];

export interface ErrorContext {
  /** What it is about: a file, a page, a field; for the person who reads the message. */
  readonly about?: string;
  readonly cause?: unknown;
  /** What exactly is wrong, where that can be said in the reader's language; the message says the same in English. */
  readonly faults?: readonly Fault[];
}

/** `message` is one English sentence for logs; what a person sees comes from i18n by `code` with `about` and `detail`. */
export class ZhiyueError extends Error {
  readonly code: ErrorCode;
  readonly about: string | null;
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, message: string, options: ErrorContext = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ZhiyueError';
    this.code = code;
    this.about = options.about ?? null;
    this.faults = options.faults ?? [];
  }

  /** What a person gave us is refused for these faults; at least one. */
  static of(code: ErrorCode, faults: readonly Fault[], context: Omit<ErrorContext, 'faults'> = {}): ZhiyueError {
    return new ZhiyueError(code, faultSentence(faults, 'en'), { ...context, faults });
  }

  /** Whether the same work may succeed when it is tried again without anybody doing anything. */
  get passing(): boolean {
    return errorCodes[this.code] === 'passing';
  }
}

/** An error as it crosses a thread or process border, where classes and `code` are lost. */
export interface PlainError { readonly code: ErrorCode; readonly message: string; readonly about: string | null; readonly faults?: readonly Fault[] | undefined }

export function toPlainError(error: unknown): PlainError {
  if (error instanceof ZhiyueError) return { code: error.code, message: error.message, about: error.about, ...(error.faults.length === 0 ? {} : { faults: error.faults }) };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), about: null };
}

export function fromPlainError(plain: PlainError): ZhiyueError {
  return new ZhiyueError(plain.code, plain.message, { ...(plain.about === null ? {} : { about: plain.about }), ...(plain.faults === undefined ? {} : { faults: plain.faults }) });
}

/** An error with its stack and all that caused it: for logs, never for a person's eyes. */
export function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.stack ?? error.message) + (error.cause === undefined ? '' : `\ncaused by ${withCauses(error.cause)}`);
}
