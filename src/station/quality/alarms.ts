/** When the last pages of a batch say that something is wrong with the paper, the feeder or the scanner. Pure. */

export const alarmKinds = ['skewed', 'low-contrast', 'distorted', 'unreadable', 'doubtful', 'repeated'] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** What is known of a page that has just come; quality is null where it could not be read. */
export interface RecentPage {
  readonly quality: { readonly skewDegrees: number; readonly contrast: number; readonly residualMm: number } | null;
  /** The same bytes as another page. */
  readonly repeated: boolean;
  /** Doubtful answers, of how many items. */
  readonly doubtful: number;
  readonly items: number;
}

/** How many of the last pages are looked at. */
export const recentPages = 5;
/** An alarm begins when so many of them show it, and ends when at most so many do: in between it stays as it is. */
const [begins, ends] = [4, 1];

/** The 57 pages of the bundled example have skews to 1.3°, a mean contrast of 0.86 and residuals to 0.02 mm. The reader manages worse than these bounds: they warn in time. */
const shows: Readonly<Record<AlarmKind, (page: RecentPage) => boolean>> = {
  'skewed': ({ quality }) => quality !== null && Math.abs(quality.skewDegrees) > 2.5,
  'low-contrast': ({ quality }) => quality !== null && quality.contrast > 0 && quality.contrast < 0.45,
  'distorted': ({ quality }) => quality !== null && quality.residualMm > 0.3,
  'unreadable': ({ quality, repeated }) => quality === null && !repeated,
  'doubtful': ({ doubtful, items }) => doubtful >= 3 && doubtful >= items * 0.1,
  'repeated': ({ repeated }) => repeated,
};

export interface AlarmChange { readonly kind: AlarmKind; /** Of the last pages, how many show it. */ readonly pages: number; readonly raised: boolean }

/** What begins and what ends with the latest page; `standing` are the alarms before. */
export function alarmChanges(standing: ReadonlySet<AlarmKind>, latest: readonly RecentPage[]): AlarmChange[] {
  const pages = latest.slice(0, recentPages);
  return alarmKinds.flatMap((kind): AlarmChange[] => {
    const count = pages.filter(shows[kind]).length;
    if (!standing.has(kind)) return count >= begins ? [{ kind, pages: count, raised: true }] : [];
    return count <= ends ? [{ kind, pages: count, raised: false }] : [];
  });
}
