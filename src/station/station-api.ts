/** What the running station offers to the command line, the gateway and tests. */
import type { RedisRefusesWrites } from '../contract/routes/work.ts';
import type { StoredEvent } from '../contract/events.ts';
import type { Candidate, Exam } from '../exam/exam.ts';
import type { ScoreChange } from '../exam/rescore.ts';
import type { Gateway } from './gateway/opened-gateway.ts';
import type { ExamResults } from './report/results.ts';

export interface ScanSource {
  /** Where the file is now; it is copied into the station. */
  readonly path: string;
  /** The name by which people know it; stands in the result files. */
  readonly name: string;
}

export interface Progress {
  /** Pages accounted for so far; grows while files are still being put in. */
  readonly pages: number;
  /** Read, or known to be a copy of a page that was. */
  readonly read: number;
  /** Nothing could be read. */
  readonly failed: number;
  /** Of those: copies of a page that was put in before. */
  readonly copies: { readonly read: number; readonly failed: number };
  /** Sheets with a score. */
  readonly graded: number;
  /** What waits for a person. */
  readonly exceptions: number;
  readonly intakeDone: boolean;
  readonly completed: boolean;
}

export interface ExamWork {
  /** Still to be read. */
  readonly pages: number;
  /** Pages are being put in, read or graded, by anybody. */
  readonly busy: boolean;
  /** A folder is watched for the exam, or something is being sent or was sent in part: nobody is absent yet, and no page is missing. */
  readonly mayCome: boolean;
}

export interface PutIn {
  readonly batchId: string;
  /** Files that this call brought. */
  readonly added: number;
  /** Files that were there already, under the same name. */
  readonly known: number;
  /** Pages of these that could not be read for a reason that may have passed, and are read again now. */
  readonly again: number;
}

export interface ExamChange {
  readonly kind: 'created' | 'updated' | 'unchanged';
  readonly revision: number;
  /** Whose points changed, from what to what, in order of candidate number; empty when nothing was scored yet. */
  readonly moved: readonly ScoreChange[];
}

export interface EventQuery {
  readonly examId?: string;
  readonly type?: string;
  /** ISO 8601; events at or after it. */
  readonly since?: string;
  /** Events with a greater `seq`: for paging. */
  readonly after?: number;
  /** At most 10,000; 1,000 when left out. */
  readonly limit?: number;
}

export interface Station extends AsyncDisposable {
  readonly dataFolder: string;
  /** `http://127.0.0.1:<port>`; null without a gateway. */
  readonly address: string | null;
  /** For the window; null without a gateway. */
  readonly gateway: Gateway | null;

  /**
   * Enters an exam and its roster (null: whoever turns up; a roster that was entered before stays). The same content again does nothing; a changed key or rule rescores every sheet before this resolves.
   * Throws ZhiyueError exam-changed when the layout changed though pages are in.
   */
  createOrUpdateExam(exam: Exam, candidates: readonly Candidate[] | null, options?: { readonly actor?: string }): Promise<ExamChange>;

  /**
   * Copies files into the station and queues their pages; resolves when the last file is in, while reading goes on. Running again over the same files does nothing twice; what could not be read because the machine failed, and not the file, is read again.
   * Throws ZhiyueError input-missing for an unknown exam, disk-full when the disk is full.
   */
  putIn(examId: string, files: readonly ScanSource[] | AsyncIterable<ScanSource>, options: { readonly batchKey: string; readonly signal?: AbortSignal }): Promise<PutIn>;

  /** Figures of an exam, or of one of its batches. */
  progress(examId: string, batchId?: string): Progress;
  /** Calls the listener when figures of an exam may have changed, at most four times a second; returns what stops it. */
  onProgress(examId: string, listener: (progress: Progress) => void): () => void;
  /** Resolves with the batch's last figures when it is completed; throws ZhiyueError disk-full, redis-missing … when the station cannot go on. */
  settled(batchId: string): Promise<Progress>;
  /** What of an exam is still under way, in whatever batch. */
  workOn(examId: string): ExamWork;

  results(examId: string): ExamResults;
  /** Writes the result files of an exam through the report task; resolves with their paths. Throws ZhiyueError output-unwritable. */
  writeReport(examId: string, outFolder: string, options: { readonly lang: 'zh' | 'en'; readonly actor?: string }): Promise<readonly string[]>;

  /** A page of the event log, oldest first. */
  events(query: EventQuery): readonly StoredEvent[];
  /** Calls the listener for every event appended from now on; returns what stops it. */
  followEvents(listener: (event: StoredEvent) => void): () => void;

  /**
   * A person's word on what stands in a field of a page (`value` as in `Answer.value`, or a candidate number for the field `candidate`); the sheet is scored again.
   * A further correction of the same field takes its place.
   */
  correctItem(pageId: string, field: string, value: string, actor: string): Promise<void>;
  /** A person has settled an exception that needs no other value. */
  resolveException(exceptionId: string, actor: string): Promise<void>;

  /** State of each part, such as `redis: 'up'`. */
  health(): Promise<Readonly<Record<string, string>>>;
  /** Why its Redis takes no writes though it answers; null: it takes them, or does not answer. */
  refusesWrites(): RedisRefusesWrites | null;
}
