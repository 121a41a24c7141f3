/** How columns become values. */
import { z } from 'zod';

/** A JSON column that only this station writes, from values it had checked: parsed, not checked again. */
export function json<T>() {
  return z.string().transform((text): T => JSON.parse(text));
}

export function nullableJson<T>() {
  return z.string().nullable().transform((text): T | null => (text === null ? null : JSON.parse(text)));
}

export const flag = z.int().transform((value) => value === 1);
export const existing = z.object({ found: flag });
export const counted = z.object({ n: z.int() });
