/** Keys of tasks that may be asked for again: `<what>/<which time>`. Pure. */
export interface NumberedKey { readonly what: string; /** From 1. */ readonly number: number }

/** Null for another key. */
export function numberedKey(key: string): NumberedKey | null {
  const [, what, number] = /^(.+)\/([1-9]\d{0,8})$/.exec(key) ?? [];
  return what === undefined || number === undefined ? null : { what, number: Number(number) };
}
