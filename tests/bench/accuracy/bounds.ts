import type { Quality } from '../../../src/simulate/truth.ts';

/** What the issue asks for: silent errors per item, and the share of items that may be put before a person. */
export const bounds: Readonly<Record<Quality, { readonly silent: number; readonly flagged: number }>> = {
  scanner: { silent: 0, flagged: 0.005 },
  worn: { silent: 1e-5, flagged: 0.03 },
  photo: { silent: 1e-5, flagged: 0.03 },
};
