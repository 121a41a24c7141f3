/** Simulated pages that the confidence is fitted to, and others that show how it stands. */
export const fittedSeed = 4242;
export const shownSeed = 777;
