import model from './confidence-model.json' with { type: 'json' };

/**
 * Probability that an item is read right, from its margin (the log odds of its least certain bubble).
 * Platt scaling (Platt, "Probabilistic outputs for support vector machines", 1999) fitted on simulated pages of all three qualities by
 * `tests/bench/confidence/fit.ts`; never above 0.9995, since what no simulator draws happens too.
 */
export function confidenceOf(margin: number): number {
  return Math.min(0.9995, 1 / (1 + Math.exp(-(model.slope * margin + model.offset))));
}
