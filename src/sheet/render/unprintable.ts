/** Whose name or class has characters that no font here can print: on a sheet they would be □, and a pupil would not know it for theirs. */
import { loadFonts } from './fonts.ts';

interface Named { readonly candidateNo: string; readonly name: string; readonly class: string }
export interface Unprintable { readonly candidateNo: string; readonly name: string; /** Each once. */ readonly characters: string }

/** Whatever has no shape of its own is printed by not being there. */
const shapeless = /[\p{C}\p{Z}\p{M}\p{Variation_Selector}]/u;

/** In the order of the roster. */
export function unprintableNames(candidates: readonly Named[]): Unprintable[] {
  const { regular } = loadFonts();
  const known = new Map<string, boolean>();
  const printable = (character: string): boolean => {
    let is = known.get(character);
    if (is === undefined) known.set(character, is = shapeless.test(character) || regular.has(character));
    return is;
  };
  return candidates.flatMap(({ candidateNo, name, class: className }) => {
    const characters = [...new Set(name.normalize('NFC') + className.normalize('NFC'))].filter((character) => !printable(character)).join('');
    return characters === '' ? [] : [{ candidateNo, name, characters }];
  });
}
