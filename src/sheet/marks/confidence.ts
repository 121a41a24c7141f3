/**
 * Confidence in an item, from its margin (the log odds of its least certain bubble): the plain logistic of those odds, fitted to nothing, so it is no measured probability.
 * `npm run bench -- reading` prints how often what was said was right. Never above 0.9995, since what no collection of pages has happens too.
 */
export function confidenceOf(margin: number): number {
  return Math.min(0.9995, 1 / (1 + Math.exp(-margin)));
}
