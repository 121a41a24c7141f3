/** How much ink printed letters may have, where they can only be compared with others (decisions 0175 and 0176). */

/** Shares of how dark the others are: of 3,600 empty bubbles W, M and words of several letters have up to 1.57, of others 99 of 100 less than 0.65; of marks a tenth has less than 0.82, ticks and dots most of them. */
const alone = { plain: 0.75, heavy: 1.6 };
/** The same of the mean of five and more: of 3,000 letters and digits one of 300 has more. */
const learned = { plain: 1, heavy: 1.7 };

const isPlain = (value: string): boolean => /^[^MWmw@\p{Script=Han}]$/u.test(value);

/** What a letter may have that stands once or a few times on its sheet, as a share of how dark the others of its block are; `shortest`: signs of the shortest of its field, beside which III has three times as much as I. */
export function mostOfOne(value: string, shortest: number): number {
  return isPlain(value) ? alone.plain : Math.max(alone.heavy, value.length / shortest - 1 + alone.plain);
}

/** The same of what several bubbles have that should be empty. */
export function mostOfSeveral(value: string): number {
  return isPlain(value) ? learned.plain : learned.heavy;
}
