/** The first of several names, for a sentence; more are of one cause. */
export function firstFew(names: readonly string[], most: number): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`;
}
