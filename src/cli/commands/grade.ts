import type { ExamChange } from '../../station/station-api.ts';
import type { Console } from '../console.ts';
import { handOver } from '../grade-handed-over.ts';
import { prepareOrder } from '../grade-order.ts';
import type { GradeOrder } from '../grade-order.ts';
import { gradeHere } from '../grade-run.ts';
import { countsOf, isNoneRead, summaryLines } from '../grade-summary.ts';
import { scanQualityJson } from '../scan-quality.ts';
import { findStation } from '../running-station.ts';

export interface GradeOptions extends GradeOrder { readonly json?: boolean }

/** `zhiyue grade`: from scans to result files, and a short word about them. */
export async function grade(options: GradeOptions, console: Console): Promise<number> {
  const say = options.json ? console.note : console.out;
  const prepared = await prepareOrder(options, console, say);
  // Where a station runs on the folder, it does the work: two cannot.
  const run = await findStation(prepared.dataFolder) ? await handOver(prepared, console, say) : await gradeHere(prepared, console, say);
  if (run === null) return 1;
  const counts = countsOf(run.results);
  // As `read` does: whatever called us must not take it for done.
  const code = isNoneRead(counts) ? 1 : 0;
  if (!options.json) {
    for (const line of summaryLines(run, console)) say(line);
    return code;
  }
  console.out(JSON.stringify({
    exam: run.exam.id,
    change: changeOf(run.change),
    counts: { files: run.scans.files.length, skipped: run.scans.skipped.length, ...counts },
    scan_quality: scanQualityJson(run.results.scans ?? []),
    pages_this_run: run.pagesThisRun,
    seconds: Math.round(run.seconds * 1000) / 1000,
    pages_per_minute: run.pagesPerMinute,
    out: run.outFolder,
    data_folder: run.dataFolder,
    files: run.files,
  }));
  return code;
}

function changeOf(change: ExamChange) {
  return { kind: change.kind, revision: change.revision, moved: change.moved.map((move) => ({ candidate_no: move.candidateNo, from: move.from, to: move.to })) };
}
