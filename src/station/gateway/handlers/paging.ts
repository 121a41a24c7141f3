/** One page of a list: `rows` were asked for with one more than the limit. */
export function onePage<R>(rows: readonly R[], limit: number, key: (row: R) => string): { readonly rows: readonly R[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? key(last) : null };
}
