/** Chinese characters that everybody uses, and readers know well: the 3,755 of the first level of GB 2312. Pure. */

/** Rows of the first level, as the two bytes of GB 2312 begin, and of the places in a row the first and the last. */
const rows = { first: 0xb0, last: 0xd7 }, places = { first: 0xa1, last: 0xfe };
let usual: ReadonlySet<string> | null = null;

/** Whether a character is Chinese and none of them. */
export function isRareHan(letter: string): boolean {
  return /^\p{Script=Han}$/u.test(letter) && !usualHan().has(letter);
}

function usualHan(): ReadonlySet<string> {
  if (usual !== null) return usual;
  const bytes = Uint8Array.from({ length: rows.last - rows.first + 1 }, (_, row) => row + rows.first).reduce<number[]>((all, row) => { for (let place = places.first; place <= places.last; place++) all.push(row, place); return all; }, []);
  usual = new Set([...new TextDecoder('gb18030').decode(Uint8Array.from(bytes))].filter((letter) => /\p{Script=Han}/u.test(letter)));
  return usual;
}
