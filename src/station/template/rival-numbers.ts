/** Two candidates on one page: its number says one, and a code, a second grid or a written number another. Pure. */
import type { Candidate } from '../../exam/exam.ts';
import type { ExpandedTemplate } from '../../sheet/template/expand.ts';
import { type Rival, type TemplatePage, valueOf } from './template-page.ts';

/** A shorter number stands in a longer text by chance: a room, a day. */
const leastWithin = 5;
/** So many pages on which a number never is the candidate's say that it is another kind of number: one of the sheet, say. */
const enoughPages = 3;

interface Claim { readonly place: string; readonly value: string; /** It is the candidate's, the template says. */ readonly isTheirs: boolean; /** It is no second grid, which may as well be of another kind of number: a room, a seat. */ readonly isCodeOrWritten: boolean }

/** What a page says of a column or region, in the words of its table: `?` before what is not sure, empty for a blank. */
type Says = (name: string) => string;

/** The pages, each with its rival where it has one. With a roster whoever is on it counts; without, numbers of as many digits of which one is a code's or written. */
export function withRivals(template: ExpandedTemplate, pages: readonly TemplatePage[], roster: readonly Candidate[]): TemplatePage[] {
  const rivals = rivalsOn(template, pages.map((page) => (name) => valueOf(page, name)), roster);
  return pages.map((page, i) => {
    const { outcome } = page, rival = rivals[i] ?? null;
    return outcome.kind === 'failed' || rival === null ? page : { ...page, outcome: { ...outcome, rival } };
  });
}

/** Of each page the first rival, by the same rules. */
export function rivalsOn(template: ExpandedTemplate, pages: readonly Says[], roster: readonly Candidate[]): (Rival | null)[] {
  const known = new Set(roster.map(({ candidateNo }) => candidateNo)), aside = new Set(otherKindsOfNumber(template, pages, roster));
  return pages.map((says) => {
    const own = ownNumber(says, template);
    if (own === null) return null;
    for (const claim of claimsOn(says, template)) {
      const other = known.size > 0 ? numberIn(claim.value, own.value, (text) => known.has(text)) : aside.has(claim.place) ? null : comparable(claim, own);
      if (other !== null && other !== own.value) return { place: claim.place, own: own.value, other };
    }
    return null;
  });
}

/** Codes and grids that look like candidate numbers and never are the page's own: taken for something else. None with a roster, which knows. */
export function otherKindsOfNumber(template: ExpandedTemplate, pages: readonly Says[], roster: readonly Candidate[] = []): readonly string[] {
  if (roster.length > 0) return [];
  const seen = new Map<string, { pages: number; agree: number }>();
  for (const says of pages) {
    const own = ownNumber(says, template);
    if (own === null) continue;
    for (const claim of claimsOn(says, template)) {
      const other = claim.isTheirs ? null : comparable(claim, own);
      if (other === null) continue;
      const before = seen.get(claim.place) ?? { pages: 0, agree: 0 };
      seen.set(claim.place, { pages: before.pages + 1, agree: before.agree + Number(other === own.value) });
    }
  }
  return [...seen].flatMap(([place, count]) => (count.pages >= enoughPages && count.agree === 0 ? [place] : []));
}

/** The page's own number, where it was read without doubt. */
function ownNumber(says: Says, { template }: ExpandedTemplate): Claim | null {
  return template.candidate === undefined ? null : claimOf(says, template.candidate, template);
}

/** What else may say whose page it is. */
function claimsOn(says: Says, { template, columns }: ExpandedTemplate): Claim[] {
  const grids = columns.flatMap(({ name, fields }) => (fields.length >= leastWithin ? [name] : []));
  const regions = template.regions.flatMap((region) => (region.kind === 'code' || (region.kind === 'text' && (region.roster === 'number' || isNumber(region))) ? [region.name] : []));
  return [...regions, ...grids].flatMap((name) => (name === template.candidate ? [] : claimOf(says, name, template) ?? []));
}

function claimOf(says: Says, name: string, template: ExpandedTemplate['template']): Claim | null {
  const value = says(name), drawn = template.regions.find((each) => each.name === name);
  if (value === '' || value.startsWith('?')) return null;
  return { place: name, value, isTheirs: drawn?.kind === 'text' && drawn.roster === 'number', isCodeOrWritten: drawn?.kind === 'code' || (drawn?.kind === 'text' && isNumber(drawn)) };
}

/** Whether a line of writing is a number of so many digits, in cells or not. */
function isNumber({ digits, cells, options }: { readonly digits?: number | undefined; readonly cells?: number | undefined; readonly options?: readonly string[] | undefined }): boolean {
  return options === undefined && (digits ?? cells ?? 0) >= leastWithin;
}

/** The number in a text that may have more in it, such as a name; null where there is none, or the page's own is there. */
function numberIn(text: string, own: string, isOne: (part: string) => boolean): string | null {
  const parts = [text.trim(), ...text.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= leastWithin)];
  return parts.includes(own) ? null : parts.find(isOne) ?? null;
}

/** The number in it that could be the candidate's, as far as its digits tell; null: none, or the template does not let us ask. */
function comparable(claim: Claim, own: Claim): string | null {
  if (claim.isTheirs) return claim.value;
  if (!/^\d+$/.test(own.value) || !(claim.isCodeOrWritten || own.isCodeOrWritten)) return null;
  return numberIn(claim.value, '', (part) => part.length === own.value.length && /^\d+$/.test(part));
}
