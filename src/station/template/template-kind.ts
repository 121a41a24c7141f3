/** What a JSON file is that is given as a template. Apart from what loads templates, for that brings the libraries for pictures along, which the gateway has no use for. Pure. */
import { z } from 'zod';
import type { FaultCode } from '../../contract/faults.ts';
import { isOmrChecker } from '../../sheet/template/omrchecker.ts';
import type { Template } from '../../exam/template.ts';

/** What a file is that lies beside templates and is taken for one; null: none of these. */
export function otherThanTemplate(json: unknown): FaultCode | null {
  const has = (shape: z.ZodRawShape): boolean => z.looseObject(shape).safeParse(json).success;
  if (isTemplate(json)) return null;
  if (has({ title: z.string(), questions: z.array(z.unknown()) })) return 'template-is-exam';
  if (has({ marking_schemes: z.unknown() })) return 'template-is-key';
  if (has({ dimensions: z.looseObject({}) }) || has({ threshold_params: z.looseObject({}) }) || has({ outputs: z.looseObject({}) })) return 'template-is-settings';
  return has({ format: z.unknown() }) ? null : 'template-is-neither';
}

/** By how it begins; it may still be wrong. */
export function isTemplate(json: unknown): boolean {
  return isOmrChecker(json) || z.looseObject({ format: z.literal('zhiyue-template') }).safeParse(json).success;
}

/** Whether a template holds a picture itself, and does not name its file. */
export const isEmbedded = (name: string): boolean => name.startsWith('data:');

/** Files of pictures that a template names, as it names them. */
export function picturesOf({ registration: { markers, reference } }: Template): string[] {
  return [markers?.image, reference].filter((name) => name !== undefined).filter((name) => !isEmbedded(name));
}
