/** Which build of the screens a page shows, by the name of its main script, which has a hash of what is in it: so that a page left open over an upgrade of the station notices. */

const mainScript = /<script\b[^>]*\btype="module"[^>]*\bsrc="([^"]+)"/;

/** Null: no page of ours, such as what a station without screens says. */
export function buildIn(html: string): string | null {
  return mainScript.exec(html)?.[1] ?? null;
}

/** The build that the station at this address gives out now; null where it does not say. */
export async function servedBuild(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, { cache: 'no-store', headers: { accept: 'text/html' } });
    return answer.ok ? buildIn(await answer.text()) : null;
  } catch {
    return null;
  }
}

/** The build that this page was loaded with. */
export function ownBuild(page: Document): string | null {
  return page.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null;
}
