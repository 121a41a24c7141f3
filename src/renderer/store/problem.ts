/** Why a request was not done, in a form that can lie in the store: a code with its texts in `i18n`, and the English sentence for who looks closer. */
import { z } from 'zod';
import type { StationErrorCode } from '../../client/station-error.ts';
import { errorCodes } from '../../contract/errors.ts';
import { type SaidFault, saidFaultSchema } from '../../contract/fault-schema.ts';

export type ProblemCode = StationErrorCode;
export interface RequestProblem { readonly code: ProblemCode; readonly detail: string; readonly about: string | null; /** Thing by thing, where the station said so. */ readonly faults: readonly SaidFault[] }

function isCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && (Object.hasOwn(errorCodes, code) || code === 'offline' || code === 'answer-invalid' || code === 'queue-full');
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function problemCode(code: unknown): ProblemCode {
  return isCode(code) ? code : 'internal';
}

const member = (of: object, name: string): unknown => Object.getOwnPropertyDescriptor(of, name)?.value;

/** From whatever a request threw. Told by its members, not by its class, so that an error already made plain is understood, too. */
export function problemOf(error: unknown): RequestProblem {
  if (typeof error !== 'object' || error === null) return { code: 'internal', detail: String(error), about: null, faults: [] };
  const faults = z.array(saidFaultSchema).safeParse(member(error, 'faults'));
  return { code: problemCode(member(error, 'code')), detail: textOf(member(error, 'detail')) ?? textOf(member(error, 'message')) ?? '', about: textOf(member(error, 'about')), faults: faults.success ? faults.data : [] };
}

/** From what `unwrap` or `queryFulfilled` rejects with. */
export function problemOfRejection(rejection: unknown): RequestProblem {
  const inner = typeof rejection === 'object' && rejection !== null && 'error' in rejection ? rejection.error : rejection;
  return problemOf(inner);
}
