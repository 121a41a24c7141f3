/** The accuracy bench's tables. */
import type { Quality } from '../../../src/simulate/truth.ts';
import { bounds } from './bounds.ts';
import { confidenceBins, type Tally } from './tally.ts';

export function accuracyReport(quality: Quality, tally: Tally, seconds: number): string {
  const total = tally.items.right + tally.items.flagged + tally.items.silent;
  const unread = Object.values(tally.unread).reduce((sum, count) => sum + count, 0);
  const lines = [
    `\n== ${quality}: ${tally.pages} pages, ${total} items, ${seconds.toFixed(0)} s (reading ${(tally.readMs / Math.max(1, tally.pages)).toFixed(0)} ms a page)`,
    `silent errors   ${tally.items.silent}${tally.items.silent > 0 ? ` (1 in ${Math.round(total / tally.items.silent)})` : ''}`,
    `flagged         ${tally.items.flagged} (${percent(tally.items.flagged, total)})`,
    `pages not read  ${unread}${unread > 0 ? ` (${Object.entries(tally.unread).map(([trouble, count]) => `${trouble} ${count}`).join(', ')})` : ''}`,
    `candidate no.   right ${tally.candidates.right}, flagged ${tally.candidates.flagged}, silently wrong ${tally.candidates.silent}`,
    '',
    'kind of mark             items    right  flagged   silent',
  ];
  for (const [kind, counts] of Object.entries(tally.byKind).toSorted(([a], [b]) => a.localeCompare(b))) {
    lines.push(`${kind.padEnd(20)} ${column(counts.right + counts.flagged + counts.silent)} ${column(counts.right)} ${column(counts.flagged)} ${column(counts.silent)}`);
  }
  lines.push('', 'confidence at least      items    right');
  for (const low of confidenceBins) {
    const bin = tally.confidence[String(low)];
    if (bin) lines.push(`${String(low).padEnd(20)} ${column(bin.count)}  ${percent(bin.right, bin.count)}`);
  }
  const sure = confidenceBins.filter((low) => low >= 0.99).map((low) => tally.confidence[String(low)] ?? { count: 0, right: 0 });
  const sureCount = sure.reduce((sum, bin) => sum + bin.count, 0);
  const sureRight = sure.reduce((sum, bin) => sum + bin.right, 0);
  lines.push('', 'doubt                    items  best guess right');
  for (const [doubt, { count, right }] of Object.entries(tally.doubts)) lines.push(`${doubt.padEnd(20)} ${column(count)}  ${percent(right, count)}`);
  const silent = tally.findings.filter((finding) => finding.silent);
  if (silent.length > 0) lines.push('', `silent errors (first ${Math.min(20, silent.length)}):`);
  for (const finding of silent.slice(0, 20)) {
    lines.push(`  ${finding.page.file} ${finding.field}: ${finding.kind}, is ${finding.truth.join('') || 'blank'}, read ${finding.read.join('') || 'blank'} at ${finding.confidence.toFixed(4)} [${finding.page.troubles.join(', ')}]`);
  }
  for (const { file, trouble, troubles } of tally.unreadFiles.slice(0, 10)) lines.push(`  ${file} not read: ${trouble} [${troubles.join(', ')}]`);
  const bound = bounds[quality];
  lines.push(
    '',
    verdict(`silent errors at most ${bound.silent === 0 ? '0' : `1 in ${Math.round(1 / bound.silent)}`}`, tally.items.silent <= bound.silent * total, `${tally.items.silent} in ${total}`),
    verdict(`flagged at most ${bound.flagged * 100} %`, tally.items.flagged <= bound.flagged * total, percent(tally.items.flagged, total)),
    verdict('of items at confidence 0.99 or more, 99 % right', sureRight >= 0.99 * sureCount, percent(sureRight, sureCount)),
  );
  return lines.join('\n');
}

/** True when every bound of the quality is met. */
export function boundsMet(quality: Quality, tally: Tally): boolean {
  const total = tally.items.right + tally.items.flagged + tally.items.silent;
  const bound = bounds[quality];
  return total > 0 && tally.items.silent <= bound.silent * total && tally.items.flagged <= bound.flagged * total;
}

function verdict(what: string, met: boolean, measured: string): string {
  return `${met ? 'met   ' : 'MISSED'}  ${what}: ${measured}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(3)} %`;
}

function column(count: number): string {
  return String(count).padStart(8);
}
