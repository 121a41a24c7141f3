/** Writes `docs/layout.schema.json`, the JSON Schema of sheets.layout.json: `node scripts/write-layout-schema.ts`. A test keeps the committed file current. */
import { writeFileSync } from 'node:fs';
import { layoutJsonSchemaText } from '../src/sheet/layout/json-schema.ts';

writeFileSync(new URL('../docs/layout.schema.json', import.meta.url), layoutJsonSchemaText());
