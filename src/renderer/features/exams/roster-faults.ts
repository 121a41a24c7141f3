/** The faults of a roster one by one, from the sentence of its refusal: `line 4: 123 has 3 digits; line 9: …; 12 more like these in lines 10-21.` */

export interface RosterFault { readonly line: string | null; readonly text: string }

export function rosterFaults(detail: string): readonly RosterFault[] {
  if (!/^line \d+: /.test(detail)) return [];
  return detail.replace(/\.$/, '').split(/; (?=line \d+: |\d+ more like these)/).map((part) => {
    const fault = /^line (\d+): (.*)$/s.exec(part);
    return fault === null ? { line: null, text: part } : { line: fault[1] ?? null, text: fault[2] ?? '' };
  });
}

const kinds = [
  [/^no candidate number$/, 'roster.fault.none'],
  [/^"(?<no>.*)" is a candidate number that the spreadsheet has rounded/s, 'roster.fault.rounded'],
  [/^"(?<no>.*)" is not a candidate number: (?<digits>\d+) digits/s, 'roster.fault.no-number'],
  [/^"(?<no>.*)" has (?<has>\d+) digits; .* have (?<digits>\d+)$/s, 'roster.fault.too-long'],
  [/^"(?<no>.*)" is shorter than the (?<digits>\d+) digits/s, 'roster.fault.too-short'],
  [/^(?<no>\S+) is already in line (?<line>\d+)$/, 'roster.fault.twice'],
  [/^no column (?:\S+ \((?<column>.+)\))$/, 'roster.fault.column'],
  [/^the column (?<column>.*) is there twice$/s, 'roster.fault.column-twice'],
  [/^there are headings but no candidates/, 'roster.fault.nobody'],
  [/^(?<rest>\d+) more like these in lines (?<lines>.+)$/, 'roster.fault.more'],
] as const;

/** The same in the reader's language; null where there is only the station's own sentence. */
export function rosterFaultWords(text: string): { readonly key: (typeof kinds)[number][1]; readonly values: Readonly<Record<string, string>> } | null {
  for (const [sentence, key] of kinds) {
    const found = sentence.exec(text);
    if (found !== null) return { key, values: { ...found.groups } };
  }
  return null;
}
