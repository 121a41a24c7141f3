/** How much of a written text tells one answer from another. Pure. */

/**
 * Full-width and half-width, `½` and `1/2`, signs that look the same, a space that is not between two letters, and 0 for O among other characters are no differences that a pupil means,
 * and none that OCR or a reader sees in handwriting. Alone, 0 and O stay what they are.
 */
export function asWritten(text: string, ignoreCase: boolean): string {
  const plain = text.normalize('NFKC').replaceAll('⁄', '/').replace(/[−–—]/gu, '-').replaceAll('：', ':').replace(/\s+/gu, ' ').trim().replace(/(?<!\p{Script=Latin}) | (?!\p{Script=Latin})/gu, '');
  const alike = [...plain].length > 1 ? plain.replace(/O/g, '0') : plain;
  return ignoreCase ? alike.toLowerCase() : alike;
}
