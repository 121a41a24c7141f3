/** The faults of a roster one by one, from the sentence of its refusal: `line 4: 123 has 3 digits; line 9: …; 12 more like these in lines 10-21.` */
export interface RosterFault { readonly line: string | null; readonly text: string }

export function rosterFaults(detail: string): readonly RosterFault[] {
  if (!/^line \d+: /.test(detail)) return [];
  return detail.replace(/\.$/, '').split(/; (?=line \d+: |\d+ more like these)/).map((part) => {
    const fault = /^line (\d+): (.*)$/s.exec(part);
    return fault === null ? { line: null, text: part } : { line: fault[1] ?? null, text: fault[2] ?? '' };
  });
}
