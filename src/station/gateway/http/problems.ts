/** Refusals and failures as problem documents (RFC 9457): our codes and sentences, nothing of the machine. */
import { STATUS_CODES } from 'node:http';
import { errorCodes, type ErrorCode, withCauses, ZhiyueError } from '../../../contract/errors.ts';
import { saidFault } from '../../../contract/fault-schema.ts';
import type { Problem } from '../../../contract/problem.ts';

const statusOf: Readonly<Record<ErrorCode, number>> = {
  'exam-invalid': 422, 'roster-invalid': 422, 'template-invalid': 422, 'key-invalid': 422, 'answers-invalid': 422, 'input-missing': 404, 'output-unwritable': 422, 'option-invalid': 422, 'exam-changed': 409, 'exam-exists': 409, 'exam-differs': 409, 'exam-busy': 409, 'exam-published': 409, 'exceptions-open': 409,
  'backup-foreign': 422, 'backup-newer': 422, 'backup-damaged': 422, 'backup-busy': 409,
  'request-invalid': 400, 'request-too-large': 413, 'not-found': 404, 'revision-stale': 409, 'idempotency-conflict': 422, 'task-cancelled': 409,
  'not-signed-in': 401, 'token-expired': 401, 'device-revoked': 401, 'pairing-refused': 403, 'forbidden': 403, 'host-refused': 403, 'origin-refused': 403, 'rate-limited': 429,
  'protocol-unknown': 400, 'too-slow': 503, 'too-many-connections': 503,
  'file-empty': 422, 'file-type-unknown': 422, 'file-damaged': 422, 'file-encrypted': 422, 'image-too-large': 422,
  'redis-missing': 503, 'redis-unreachable': 503, 'disk-full': 507, 'data-folder-in-use': 500, 'station-missing': 503, 'station-unreachable': 503, 'resource-missing': 500, 'reader-broken': 500, 'record-newer': 500, 'record-damaged': 500,
  'task-timeout': 503, 'worker-crashed': 503, 'task-memory': 503, 'task-denied': 500, 'station-closed': 503, 'bus-full': 503, 'text-reader-failed': 503, 'record-busy': 503, 'internal': 500,
};

/** What is said where our own sentence names files and folders of the machine. */
const plainDetail: Partial<Record<ErrorCode, string>> = {
  'output-unwritable': 'The station cannot write there.',
  'redis-missing': 'The station waits for its Redis; the operator sees why.',
  'redis-unreachable': 'The station waits for its Redis; try again in a moment.',
  'disk-full': 'There is no space left on the disk of the station: free some there, then repeat the request.',
  'data-folder-in-use': 'The station cannot use its data folder.',
  'resource-missing': 'Something that belongs to the station is not installed; `zhiyue doctor` on its machine says what.',
  'reader-broken': 'The process that reads pages does not work on this machine; its log says why.',
  'record-newer': 'A newer version of the station wrote its record.',
  'record-damaged': 'The record of the station is damaged.',
  'task-memory': 'What was asked for needs more memory than it may have; a smaller file may go.',
  'task-denied': 'Something in the station tried what it may not do; its log says what.',
  'worker-crashed': 'What was asked for could not be finished; try again.',
  'record-busy': 'Another program holds the record of the station; try again in a moment.',
  'text-reader-failed': 'The text reader of the station failed; try again.',
};

/** Says where a request does not fit its schema. */
export class RequestInvalid extends ZhiyueError {
  /** Of the schema's own kind: they have no words in the catalogue. */
  readonly misfits: NonNullable<Problem['faults']>;

  constructor(misfits: NonNullable<Problem['faults']>) {
    const first = misfits[0];
    super('request-invalid', first ? `The request does not fit: ${first.path}: ${first.message}.` : 'The request does not fit.', first ? { about: first.path } : {});
    this.misfits = misfits;
  }
}

/** There is such an address, for other methods. */
export class MethodRefused extends ZhiyueError {
  readonly allowed: readonly string[];

  constructor(method: string, allowed: readonly string[]) {
    super('request-invalid', `This address takes ${allowed.join(', ')}, not ${method}.`, { about: method });
    this.allowed = allowed;
  }
}

/** This address is a WebSocket's (RFC 6455, version 13), and the request asks for none. */
export class UpgradeNeeded extends ZhiyueError {
  constructor() {
    super('request-invalid', 'Here is a WebSocket, version 13 (RFC 6455): ask for an upgrade to it. docs/live-protocol.md says how it goes on.');
  }
}

/** A limit that is over after a while. */
export class RateLimited extends ZhiyueError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('rate-limited', `Too many requests: wait ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Refusal {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Set: what went wrong inside, for `station.log`. */
  readonly trouble: string | null;
}

/** The answer to whatever was thrown. `hidden`: a text that must not leave the machine (its data folder). */
export function refusal(error: unknown, { requestId, hidden }: { readonly requestId: string; readonly hidden: string }): Refusal {
  const known = error instanceof ZhiyueError ? { error, status: error instanceof MethodRefused ? 405 : error instanceof UpgradeNeeded ? 426 : statusOf[error.code] } : fromFastify(error);
  if (!known || known.error.code === 'internal') {
    return {
      problem: problem('internal', 500, `Something went wrong inside the station. Its log has more under ${requestId}.`, requestId), headers: {},
      trouble: `request ${requestId}: ${error instanceof Error ? withCauses(error) : String(error)}`,
    };
  }
  const { error: refused, status } = known;
  const { code } = refused;
  const shown = (text: string): string => text.replaceAll(hidden, '…');
  const about = plainDetail[code] !== undefined || refused.about === null || refused.about.includes(hidden) ? null : refused.about;
  const answer = problem(code, status, plainDetail[code] ?? shown(refused.message), about);
  const faults = refused instanceof RequestInvalid ? refused.misfits : refused.faults.map(saidFault);
  return {
    problem: faults.length === 0 || plainDetail[code] !== undefined ? answer : { ...answer, faults: faults.map((fault) => ({ ...fault })) },
    headers: headersFor(status, refused),
    trouble: errorCodes[code] === 'environment' || errorCodes[code] === 'passing' && status === 503 ? `request ${requestId}: ${withCauses(refused)}` : null,
  };
}

/** For what Node's server refuses before there is a request, with the status that it would give. */
export function plainProblem(code: ErrorCode, status: number, detail: string): Problem {
  return problem(code, status, detail, null);
}

function problem(code: ErrorCode, status: number, detail: string, about: string | null): Problem {
  return { type: `urn:zhiyue:error:${code}`, title: titleOf(code, status), status, code, detail, about, retry: status === 503 || status === 429 };
}

function titleOf(code: ErrorCode, status: number): string {
  const words = code.replaceAll('-', ' ');
  return code === 'request-invalid' && status !== 400 ? STATUS_CODES[status] ?? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function headersFor(status: number, error: ZhiyueError): Readonly<Record<string, string>> {
  if (status === 401) return { 'www-authenticate': error.code === 'not-signed-in' ? 'Bearer realm="zhiyue"' : 'Bearer realm="zhiyue", error="invalid_token"' };
  if (error instanceof MethodRefused) return { allow: error.allowed.join(', ') };
  if (error instanceof UpgradeNeeded) return { upgrade: 'websocket', 'sec-websocket-version': '13' };
  if (error instanceof RateLimited) return { 'retry-after': String(error.retryAfterSeconds) };
  if (status === 429) return { 'retry-after': '30' };
  return status === 503 ? { 'retry-after': '2' } : {};
}

/** Fastify and its plugins know the status of what they refuse; their sentences are theirs. */
function fromFastify(error: unknown): { readonly error: ZhiyueError; readonly status: number } | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const { statusCode } = error;
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const refused = (as: ErrorCode, status: number, sentence: string) => ({ error: new ZhiyueError(as, sentence), status });
  if (statusCode === 413) return refused('request-too-large', 413, 'The request has more than this route takes.');
  if (statusCode === 415 || statusCode === 406) return refused('request-invalid', 415, 'This route does not take a body of this media type.');
  if (statusCode === 404) return refused('not-found', 404, 'There is nothing here.');
  if (code.startsWith('FST_ERR_CTP_INVALID_JSON') || error instanceof SyntaxError) return refused('request-invalid', 400, 'The body is not JSON.');
  return refused('request-invalid', 400, 'The request is malformed.');
}
