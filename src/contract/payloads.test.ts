/** Payloads carry ids, not names or answers: whoever may follow events need not be somebody who may see names. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { eventPayloads } from './events.ts';

/** Every field of every payload was looked at: ids, counts, codes, times and words of ours. A new one is put here by somebody who has thought about it. */
const looked: ReadonlySet<string> = new Set([
  'exam_id', 'batch_id', 'page_id', 'source_id', 'publication_id', 'correction_id', 'exception_id', 'rescore_id', 'restore_id', 'template_id', 'report_id', 'task_id', 'letter_id', 'event_id', 'group', 'outcome', 'pairing_id', 'device_id', 'duplicate_of', 'batch_key', 'candidate_no', 'layout_version', 'digest',
  'revision', 'reading_revision', 'sheet_revision', 'exam_revision', 'questions', 'candidates', 'pages', 'sheets', 'exceptions', 'items', 'doubtful', 'attempt', 'attempts', 'run', 'page', 'page_in_file', 'pages_in', 'pages_read', 'pages_failed',
  'pages_duplicate', 'came', 'failures', 'port', 'duration_ms', 'changed', 'trouble', 'turn', 'code', 'kind', 'field', 'by', 'role', 'exams', 'because', 'until', 'tls', 'parts', 'files', 'bytes', 'history', 'replaced', 'record', 'made_at', 'copy_of',
]);
const forbidden = /(^|_)(name|answer|text|title|value|chosen|score|points|token|secret|password|note|reason|address)s?($|_)/i;

/** Names and values of the station's own settings. */
const ofTheStation: Readonly<Record<string, readonly string[]>> = { 'settings.changed': ['name', 'value'] };

it.each(Object.entries(eventPayloads))('%s carries no names and no answers', (type, schema) => {
  const { properties } = z.object({ properties: z.record(z.string(), z.unknown()).default({}) }).parse(z.toJSONSchema(schema));
  for (const field of Object.keys(properties).filter((name) => !ofTheStation[type]?.includes(name))) {
    expect(field).not.toMatch(forbidden);
    expect(looked, `Is ${field} an id, a count or a word of ours? Then add it to the list.`).toContain(field);
  }
});
