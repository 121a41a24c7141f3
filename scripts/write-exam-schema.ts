/** Writes `docs/exam.schema.json`, the JSON Schema of exam.json: `node scripts/write-exam-schema.ts`. A test keeps the committed file current. */
import { writeFileSync } from 'node:fs';
import { examJsonSchemaText } from '../src/exam/json-schema.ts';

writeFileSync(new URL('../docs/exam.schema.json', import.meta.url), examJsonSchemaText());
