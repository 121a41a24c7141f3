/** What a template read off a page, as a reading of the exam's own: the same questions, answers and doubts, so that everything behind it is the same. Pure. */
import type { ForeignSheet, Layout } from '../../sheet/layout.ts';
import { readCandidate } from '../../sheet/read/candidate.ts';
import type { ItemReading, PageQuality, PageReading, PageRegion } from '../../sheet/read/reading.ts';
import type { ExpandedTemplate } from '../../sheet/template/expand.ts';
import type { OwnPart } from '../../sheet/template/page-regions.ts';
import type { FieldReading, TemplateReading } from '../../sheet/template/read-template.ts';
import { candidateRegion } from './number-region.ts';

/** A region, and where in it the doubtful field is. */
export interface ForeignRegion extends PageRegion { readonly own?: OwnPart }

export interface ForeignPage {
  readonly layout: Layout;
  readonly foreign: ForeignSheet;
  readonly expanded: ExpandedTemplate;
  readonly reading: TemplateReading;
  readonly quality: PageQuality;
  /** What its codes say, where the exam asks for one. */
  readonly codes: readonly string[];
}

export function asPageReading({ layout, foreign, expanded, reading, quality, codes }: ForeignPage): Omit<PageReading, 'regions'> & { readonly regions: readonly ForeignRegion[] } {
  const { registration, trouble, whole } = reading;
  if (registration === null) {
    return { identity: { by: 'none', examTag: null, layoutVersion: null, page: null }, candidate: { by: 'none', candidateNo: null, confidence: 0, doubt: null }, items: [], regions: [], quality, trouble: trouble ?? 'sheet-not-found' };
  }
  const items = itemsOf(foreign, reading.fields);
  return {
    identity: { by: 'structure', examTag: null, layoutVersion: layout.version, page: 1 },
    candidate: readCandidate(numberIn(foreign, codes), items),
    items, regions: regionsOf(foreign, expanded, reading), paper: registration.corners, quality,
    trouble: whole === 'unmarked' ? 'unmarked' : null,
  };
}

/** Of what the exam asks for; other bubbles of the sheet are nobody's business. */
function itemsOf({ fields }: ForeignSheet, readings: readonly FieldReading[]): ItemReading[] {
  const byLabel = new Map(readings.map((reading) => [reading.label, reading]));
  return fields.flatMap(({ label, field, values }): ItemReading[] => {
    const reading = byLabel.get(label);
    if (reading === undefined) return [];
    const meant = (value: string): string => values[reading.fills.findIndex((one) => one.value === value)] ?? value;
    const chosen = reading.chosen.map(meant);
    return [{
      field, chosen, kind: chosen.length === 0 ? 'blank' : chosen.length === 1 ? 'marked' : 'multiple',
      // Of a part that is not on the picture nothing is known.
      doubt: reading.doubt === 'not-on-picture' ? 'damaged' : reading.doubt, confidence: reading.confidence, fills: reading.fills.map(({ value, fill }) => ({ value: meant(value), fill })),
    }];
  });
}

/** The only number of the right length among the codes; of two people look. */
function numberIn({ code }: ForeignSheet, codes: readonly string[]): string | null {
  if (code === undefined) return null;
  const numbers = [...new Set(codes.map((text) => text.trim()).filter((text) => /^\d+$/.test(text) && text.length === code.digits))];
  return numbers.length === 1 ? numbers[0] ?? null : null;
}

/** Doubtful fields, open and text boxes by the exam's names, and where the number is written. */
function regionsOf({ fields, regions }: ForeignSheet, expanded: ExpandedTemplate, reading: TemplateReading): ForeignRegion[] {
  const fieldOf = new Map(fields.map(({ label, field }) => [label, field])), boxOf = new Map(regions.map(({ name, field }) => [name, field]));
  const own = reading.regions.flatMap((region): ForeignRegion[] => {
    const { kind, corners, widthMm, heightMm } = region, field = kind === 'item' ? fieldOf.get(region.field) : boxOf.get(region.field);
    return field === undefined || kind === 'code' ? [] : [{ field, kind, corners, widthMm, heightMm, ...(region.own === undefined ? {} : { own: region.own }) }];
  });
  const number = candidateRegion(expanded, reading);
  return number === null ? own : [...own, { field: 'candidate', kind: 'header', corners: number.corners, widthMm: number.widthMm, heightMm: number.heightMm }];
}
