/**
 * The file of a backup (`.zyexam`): a zip that any program can open.
 *
 *   exams/<exam id>/<table>.jsonl   the exam's rows of one table of the record, a JSON object a line; deflated
 *   images/<sha256>                 a scan as it came, named by its content; stored
 *   crops/<number>.jpg              a crop, which `crops.jsonl` names with its SHA-256; stored
 *   manifest.json                   what is in it, and the SHA-256 of every table; last, for only then is it known
 */
import { z } from 'zod';

export const formatName = 'zhiyue-exams';
/** Raised when an older program would misunderstand the file; new columns alone are covered by `schema`. */
export const formatVersion = 1;
export const manifestEntry = 'manifest.json';
export const fileEnding = '.zyexam';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
export const examIdSchema = z.string().regex(/^[a-z0-9-]{1,40}$/);

export const manifestExamSchema = z.strictObject({
  id: examIdSchema, title: z.string().max(1000), subject: z.string().max(1000), revision: z.int().min(1), updatedAt: z.iso.datetime(), pages: count, sheets: count, candidates: count,
  tables: z.array(z.strictObject({ table: z.string().regex(/^[a-z_]{1,40}$/), rows: count, bytes: count, sha256 })).max(100),
});
export type ManifestExam = z.infer<typeof manifestExamSchema>;

export const manifestSchema = z.strictObject({
  format: z.literal(formatName), version: z.int().min(1),
  schema: z.int().min(1).describe('How many steps of the record\'s schema its rows have seen.'),
  program: z.string().max(100), record: z.string().max(100), at: z.iso.datetime(), exams: z.array(manifestExamSchema).min(1).max(10_000),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const tableEntry = (examId: string, table: string): string => `exams/${examId}/${table}.jsonl`;
export const imageEntry = (hash: string): string => `images/${hash}`;
export const cropEntry = (number: number): string => `crops/${number}.jpg`;

/** What a file may hold at most: far beyond any school, and within this machine's memory where it is read whole. */
export const limits = {
  entries: 5_000_000,
  manifestBytes: 16 * 1024 ** 2,
  /** One row; the largest is a publication of a whole school. */
  rowBytes: 256 * 1024 ** 2,
  /** Tables unfold to so many times their size in the file; rows of readings do to about 15 times. */
  unfolding: 200,
  cropBytes: 64 * 1024 ** 2,
} as const;
