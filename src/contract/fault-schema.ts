/** Faults as they cross a border. */
import { z } from 'zod';
import { type Fault, type FaultCode, faultText, isFaultCode, placeText } from './faults.ts';
import { faultWords } from './fault-words.ts';

const codes = Object.keys(faultWords).filter((name): name is FaultCode => isFaultCode(name));

export const faultSchema = z.strictObject({
  code: z.enum(codes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  where: z.union([z.strictObject({ line: z.int() }), z.strictObject({ path: z.string(), questions: z.string().optional() }), z.strictObject({ question: z.string(), field: z.string() })]).nullable(),
});

/** With its English words, for who has no catalogue. */
export const saidFaultSchema = z.strictObject({
  path: z.string().describe('Such as `questions[0].key` or `line 4`; empty: the whole of it.'),
  message: z.string(),
  fault: faultSchema.optional().describe('The same as a code with its values, for who says it in another language; none where a request does not fit its schema.'),
});
export type SaidFault = z.infer<typeof saidFaultSchema>;

export function saidFault({ code, values, where }: Fault): SaidFault {
  return { path: placeText(where, 'en'), message: faultText({ code, values }, 'en'), fault: { code, values: { ...values }, where } };
}
