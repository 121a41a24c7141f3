/** What a request that failed answers: a problem document (RFC 9457) with our error codes. */
import { z } from 'zod';
import { errorCodes, type ErrorCode } from './errors.ts';
import { saidFaultSchema } from './fault-schema.ts';

const codes = Object.keys(errorCodes).filter((name): name is ErrorCode => name in errorCodes);

export const problemSchema = z.strictObject({
  type: z.string().describe('`urn:zhiyue:error:<code>`; docs/errors.md explains each.'),
  title: z.string().describe('The code in a few words.'),
  status: z.int(),
  code: z.enum(codes),
  detail: z.string().describe('One English sentence: what is wrong and what to do.'),
  about: z.string().nullable().describe('The file, page or field that it is about.'),
  retry: z.boolean().describe('Whether the same request may succeed later without anybody doing anything.'),
  faults: z.array(saidFaultSchema).optional().describe('What is wrong, thing by thing: in the file that was sent, or where the request does not fit its schema.'),
}).describe('RFC 9457 problem document.');
export type Problem = z.infer<typeof problemSchema>;

export const problemMediaType = 'application/problem+json';
