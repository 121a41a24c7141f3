/** The JSON Schema of `sheets.layout.json`, for other programs. */
import { z } from 'zod';
import { layoutSchema } from '../layout.ts';

/** JSON Schema (draft 2020-12) text, ending with a line break; `docs/layout.schema.json` holds it. */
export function layoutJsonSchemaText(): string {
  return `${JSON.stringify({ title: 'sheets.layout.json', ...z.toJSONSchema(layoutSchema) }, null, 2)}\n`;
}
