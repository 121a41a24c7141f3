/**
 * What takes a page's time, in AssemblyScript: many pixels, points or places at a time (WebAssembly SIMD), where JavaScript knows one number at a time.
 * `npm run kernels` compiles it into `src/sheet/pixels/compiled.ts`; a test holds the two together. Callers, and the layout of memory: `src/sheet/pixels/kernels.ts`.
 */
export { splitColours, inkOfRgb, halve, average, paperTiles, sumDarkness } from './pixels';
export { answers, answersEach, bestShifts, peaks, seenThere } from './answers';
export { sampleBoxes, paperGreys, darken, darkenExactly, windowStats } from './boxes';
export { meanOf, inkOfBubbles, usualWindow, productsWith } from './ink';
export { darkPixels, sampleGrids, countRuns, collectRuns, convolve, countGreys, weighedSums, subtractPrinted } from './page';
export { sumGreys, bestMatch, gather } from './markers';
