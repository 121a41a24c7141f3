/** What a row that comes from a file must be like before it may become part of the record, whose readers trust it. Types of columns, references and states are checked by the staged record's own schema. */
import { z } from 'zod';
import { faultSentence } from '../../contract/faults.ts';
import { eventEnvelopeSchema, eventPayloads } from '../../contract/events.ts';
import { alarmKinds, pageQualitySchema } from '../../contract/quality.ts';
import { questionSchema } from '../../contract/routes/exams.ts';
import { checkExamFile } from '../../exam/exam-file.ts';
import { mostPoints } from '../../exam/exam-schema.ts';
import { maxQuestions } from '../../exam/question-numbers.ts';
import { templateSchema } from '../../exam/template.ts';
import { toExamFile } from '../../exam/to-exam-file.ts';
import { layoutSchema } from '../../sheet/layout.ts';
import { examIdSchema } from './format.ts';

const derived = z.string().regex(/^[0-9a-f]{20}$/);
/** Stand in names of files. */
const pageId = z.string().regex(/^[0-9a-f]{20}-[1-9]\d{0,5}$/);
const candidateNo = z.string().regex(/^[^/\p{Cc}]{1,64}$/u);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const fileName = z.string().min(1).max(255).regex(/^[^\p{Cc}]+$/u);

/** A column of JSON. */
function jsonOf<S extends z.ZodType>(schema: S) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  }).pipe(schema);
}

/** As the program keeps it, within the limits of an exam file. */
const exam = z.strictObject({
  id: examIdSchema, title: z.string(), subject: z.string(), page: z.enum(['A4', 'A3', 'Letter']), language: z.literal('en').exactOptional(), candidateNumber: z.strictObject({ digits: z.int() }), template: templateSchema.exactOptional(), questions: z.array(questionSchema).min(1).max(maxQuestions),
}).superRefine((said, context) => {
  const checked = checkExamFile(toExamFile(said));
  if ('faults' in checked) context.addIssue({ code: 'custom', message: faultSentence(checked.faults.slice(0, 3), 'en') });
});
const layouts = z.array(layoutSchema.extend({ version: z.string().regex(/^[0-9A-Z]{6}$/), exam: examIdSchema })).min(1).max(20);

const point = z.strictObject({ x: z.number(), y: z.number() });
const corners = z.tuple([point, point, point, point]);
const short = z.string().max(200);
const reading = z.looseObject({
  identity: z.strictObject({ by: z.enum(['code', 'structure', 'none']), examTag: short.nullable(), layoutVersion: short.nullable(), page: z.int().nullable() }),
  candidate: z.strictObject({ by: z.enum(['code', 'bubbles', 'none']), candidateNo: short.nullable(), confidence: z.number(), doubt: short.nullable() }),
  items: z.array(z.looseObject({ field: short, chosen: z.array(short), kind: z.enum(['blank', 'marked', 'multiple']), doubt: short.nullable(), confidence: z.number(), fills: z.array(z.strictObject({ value: short, fill: z.number() })) })),
  regions: z.array(z.looseObject({ field: short, kind: z.enum(['open', 'text', 'header', 'item']), corners, widthMm: z.number(), heightMm: z.number() })),
  paper: corners.optional(),
  quality: pageQualitySchema.loose(),
  written: z.array(z.array(z.strictObject({ digit: short, probability: z.number().min(0).max(1) })).max(10)).max(24).optional(),
  writtenName: z.strictObject({ text: short, confidence: z.number(), characters: z.array(z.strictObject({ text: short, score: z.number(), others: z.array(z.strictObject({ text: short, score: z.number() })).max(10).optional() })).max(200) }).optional(),
  trouble: short.nullable(),
});
const answers = z.array(z.strictObject({ no: short, value: z.string().max(2000), confidence: z.number().nullable(), doubt: short.nullable() }));

/** Of a question or of a whole sheet. */
const points = z.number().min(-maxQuestions * mostPoints).max(maxQuestions * mostPoints);
const texts = z.array(short);
const reasonBase = { points, max: points };
const reason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(['full', 'blank', 'void', 'open', 'not-read']), ...reasonBase }),
  z.strictObject({ kind: z.literal('wrong'), answer: z.string(), ...reasonBase }),
  z.strictObject({ kind: z.literal('several-chosen'), answer: z.string(), ...reasonBase }),
  z.strictObject({ kind: z.literal('missing'), missing: texts, ...reasonBase }),
  z.strictObject({ kind: z.literal('per-option'), right: texts, wrong: texts, missing: texts, ...reasonBase }),
  z.strictObject({ kind: z.literal('not-a-number'), answer: z.string(), because: z.enum(['gap', 'two-signs', 'two-points', 'no-digits']), ...reasonBase }),
]);
const score = z.strictObject({
  questions: z.array(z.strictObject({ no: short, points: points.nullable(), max: points, bonus: z.boolean(), reason, doubtful: z.boolean() })),
  total: points, max: points, openQuestions: z.int().min(0), doubtful: z.int().min(0),
});
const questionMove = z.strictObject({ no: short, from: points.nullable(), to: points.nullable() });
const moved = z.array(z.strictObject({ candidateNo, from: points.nullable(), to: points.nullable(), questions: z.array(questionMove) }));
const readCandidate = z.strictObject({ candidateNo: short.nullable(), confidence: z.number(), doubt: short.nullable() });

/** An event as the log holds it; its payload by its type. */
const event = eventEnvelopeSchema.extend({ seq: z.int(), exam_id: examIdSchema, payload: jsonOf(z.record(z.string(), z.unknown())) }).superRefine(({ type, payload }, context) => {
  const known = Object.entries(eventPayloads).find(([name]) => name === type)?.[1];
  const parsed = known?.safeParse(payload);
  if (parsed?.success !== true) context.addIssue({ code: 'custom', message: known === undefined ? `is an event of the unknown type ${type}` : `is no ${type}: ${parsed?.error?.issues[0]?.message ?? ''}` });
});

const row = z.looseObject;
export const rowChecks: Readonly<Record<string, z.ZodType>> = {
  exams: row({ exam_id: examIdSchema, revision: z.int().min(1), exam: jsonOf(exam), layouts: jsonOf(layouts), has_roster: z.literal([0, 1]), archived: z.literal([0, 1]), created_at: time, updated_at: time }),
  exam_revisions: row({ exam_id: examIdSchema, revision: z.int().min(1), exam: jsonOf(exam), at: time }),
  candidates: row({ exam_id: examIdSchema, candidate_no: candidateNo, extra: jsonOf(z.record(z.string(), z.string())) }),
  batches: row({ batch_id: derived, exam_id: examIdSchema, batch_key: short, started_at: time }),
  quality_alarms: row({ kind: z.enum(alarmKinds), since: time }),
  sendings: row({ exam_id: examIdSchema, sending_id: z.string().regex(/^[\w.-]{1,100}$/), files: z.int().min(1), came: z.int().min(0), heard_at: time }),
  sources: row({ source_id: derived, exam_id: examIdSchema, sha256, name: fileName, bytes: z.int().min(0) }),
  pages: row({ page_id: pageId, exam_id: examIdSchema, read_candidate: jsonOf(readCandidate).nullable(), candidate_no: candidateNo.nullable(), layout_version: short.nullable() }),
  readings: row({ page_id: pageId, reading: jsonOf(reading), answers: jsonOf(answers), at: time }),
  crops: row({ page_id: pageId, field: short, kind: z.enum(['open', 'text', 'header', 'item', 'page']), file: z.string().regex(/^crops\/\d+\.jpg$/), sha256 }),
  corrections: row({ correction_id: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/), exam_id: examIdSchema, page_id: pageId, field: short, value: z.string().max(2000), actor: short, at: time }),
  sheets: row({ exam_id: examIdSchema, candidate_no: candidateNo }),
  scores: row({ exam_id: examIdSchema, candidate_no: candidateNo, score: jsonOf(score), pages: jsonOf(z.array(pageId)), at: time }),
  rescores: row({ rescore_id: derived, exam_id: examIdSchema, moved: jsonOf(moved).nullable(), at: time }),
  exceptions: row({ exception_id: derived, exam_id: examIdSchema, page_id: pageId.nullable(), candidate_no: candidateNo.nullable(), field: short, raised_at: time, kind: z.enum(['unknown-candidate', 'duplicate', 'missing-page', 'foreign-page', 'unreadable', 'blank-page', 'doubtful', 'absent']) }),
  publications: row({ publication_id: z.string().regex(/^[0-9a-f-]{20,36}$/), exam_id: examIdSchema, digest: sha256, frozen: jsonOf(z.strictObject({ exam, scores: z.record(z.string(), score) })), at: time }),
  figures: row({ exam_id: examIdSchema, name: z.enum(['pages-read', 'pages-failed', 'items', 'doubtful', 'reading-ms', 'last-seq']), value: z.number().min(0).max(Number.MAX_SAFE_INTEGER) }),
  figures_counted: row({ exam_id: examIdSchema, seq: z.int() }),
  events: event,
};
