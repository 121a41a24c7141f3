/** How columns become values. */
import { z } from 'zod';

/** A JSON column that only this station writes, from values it had checked: parsed, not checked again. */
export function json<T>() {
  return z.string().transform((text): T => JSON.parse(text));
}

const mostKept = 4;

/** The same for a column that is looked at for every page: what the last few texts said is kept, so that as long as a text is the same nothing is parsed. Nobody may change the value. */
export function keptJson<T>() {
  const kept: { readonly text: string; readonly value: T }[] = [];
  return z.string().transform((text): T => {
    const known = kept.find((one) => one.text === text);
    if (known) return known.value;
    const value: T = JSON.parse(text);
    if (kept.unshift({ text, value }) > mostKept) kept.pop();
    return value;
  });
}

export function nullableJson<T>() {
  return z.string().nullable().transform((text): T | null => (text === null ? null : JSON.parse(text)));
}

export const flag = z.int().transform((value) => value === 1);
export const existing = z.object({ found: flag });
export const counted = z.object({ n: z.int() });
