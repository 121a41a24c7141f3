/** Finds fields that are written twice in one object: JSON.parse would silently take the last one, and with it perhaps the wrong key or points. */

type Open = { readonly kind: 'object'; readonly seen: Set<string>; key: string } | { readonly kind: 'list'; index: number };

/** A string, with its colon when it names a field, or a bracket, or a comma; in valid JSON nothing else matters here. */
const token = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\],]/g;

/** The path of every further appearance of a field in its object, in the order of the text, which must be valid JSON. */
export function duplicateKeys(json: string): readonly (readonly PropertyKey[])[] {
  const found: PropertyKey[][] = [];
  const open: Open[] = [];
  for (const [text, quoted, colon] of json.matchAll(token)) {
    const within = open.at(-1);
    if (text === '{') open.push({ kind: 'object', seen: new Set(), key: '' });
    else if (text === '[') open.push({ kind: 'list', index: 0 });
    else if (text === '}' || text === ']') open.pop();
    else if (text === ',' && within?.kind === 'list') within.index += 1;
    else if (quoted !== undefined && colon !== undefined && within?.kind === 'object') {
      within.key = String(JSON.parse(quoted));
      if (within.seen.has(within.key)) found.push(open.map((each) => (each.kind === 'list' ? each.index : each.key)));
      within.seen.add(within.key);
    }
  }
  return found;
}
