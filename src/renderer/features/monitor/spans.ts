/** How long something took, short: `35 ms`, `1.2 s`; a dash where nothing was measured. Pure. */
export function spanOf(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '—';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
