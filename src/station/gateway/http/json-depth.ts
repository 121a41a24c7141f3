/** How deep JSON is nested, looked at before it is parsed: whatever walks over what was parsed (schemas, `JSON.stringify`, a copy for a thread) goes one call deeper for each level, and would run out of stack. */
import { RequestInvalid } from './problems.ts';

/** An exam file, the deepest of what the station is sent, has six levels. */
const mostLevels = 64;

const [quote, backslash, openList, closeList, openObject, closeObject] = [...'"\\[]{}'].map((character) => character.charCodeAt(0));

/** Throws RequestInvalid. */
export function refuseDeepJson(text: string): void {
  let level = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (inText) {
      if (character === backslash) at++;
      else if (character === quote) inText = false;
    } else if (character === quote) inText = true;
    else if (character === openList || character === openObject) {
      if (++level > mostLevels) throw new RequestInvalid([{ path: 'body', message: `is nested deeper than ${mostLevels} levels` }]);
    } else if (character === closeList || character === closeObject) level--;
  }
}
