import { errorCodes } from '../contract/errors.ts';
import type { ErrorClass, ErrorCode } from '../contract/errors.ts';

const byClass: Readonly<Record<ErrorClass, number>> = { 'bad-input': 2, 'bad-page': 2, refused: 2, environment: 3, passing: 1, internal: 1 };

/** 2: the input is at fault; 3: the environment lacks something; 1: anything else. */
export function exitCodeOf(code: ErrorCode): number {
  return byClass[errorCodes[code]];
}
