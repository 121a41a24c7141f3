/** The JSON Schema of our templates, for other programs. */
import { z } from 'zod';
import { templateSchema } from '../../exam/template.ts';

/** JSON Schema (draft 2020-12) text, ending with a line break; `docs/template.schema.json` holds it. */
export function templateJsonSchemaText(): string {
  return `${JSON.stringify({ title: 'template.json', ...z.toJSONSchema(templateSchema, { io: 'input' }) }, null, 2)}\n`;
}
