/** The JSON Schema of exam.json, for editors and other programs. */
import { z } from 'zod';
import { examFileSchema } from './exam-schema.ts';

/** JSON Schema (draft 2020-12) text, ending with a line break. What needs several fields at once (key against options) only `parseExam` checks. */
export function examJsonSchemaText(): string {
  return `${JSON.stringify({ title: 'exam.json', ...z.toJSONSchema(examFileSchema, { io: 'input' }) }, null, 2)}\n`;
}
