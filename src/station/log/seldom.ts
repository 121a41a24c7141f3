/** The same trouble again and again, written once in a while: a server that refuses everything is refused hundreds of times a second. */

const everyMs = 30_000;
/** So many different ones are remembered; beyond that all are written. */
const mostKnown = 200;
/** Of a text that is said again only this much counts: what follows are the lines of code it came by. */
const signChars = 200;

/** Passes the first of the same texts on at once, and the others after 30 s as one, with how many they were. */
export function seldom(write: (text: string, times: number) => void): (text: string) => void {
  const known = new Map<string, { more: number; last: string }>();
  return (text) => {
    const sign = text.slice(0, signChars);
    const before = known.get(sign);
    if (before) {
      before.more += 1;
      before.last = text;
      return;
    }
    write(text, 1);
    if (known.size >= mostKnown) return;
    const counted = { more: 0, last: text };
    known.set(sign, counted);
    setTimeout(() => {
      known.delete(sign);
      if (counted.more > 0) write(counted.last, counted.more);
    }, everyMs).unref();
  };
}
