/** `docs/events.md` from the catalogue of events; a test keeps the file alike. */
import { z } from 'zod';
import { eventPayloads } from './events.ts';

const head = `# Events

What has happened, in the order in which it happened. An event is written to the record in the same transaction as the change it announces; the log is the history, the audit trail and the source of every replay. Redis only carries it. \`zhiyue events\` prints it.

<!-- Written from src/contract/events.ts: \`npx vitest run src/contract -u\` brings this file up to date. -->

Every event has

| field | meaning |
|---|---|
| \`seq\` | position in the log, from 1, without gaps; at or below 0: history that came along with an exam restored from a backup, which is looked up and never told |
| \`event_id\` | a UUID |
| \`type\` | one of those below |
| \`exam_id\` | the exam it is about, or null |
| \`correlation_id\` | what it belongs to as a whole: a batch, a rescore, a correction |
| \`causation_id\` | \`event_id\` of the event that led to it, or null |
| \`actor\` | \`station\`, or the name of the person |
| \`at\` | ISO 8601, UTC |
| \`payload\` | by type; ids and counts, never names or answers |

| type | when | payload |
|---|---|---|
`;

const shape = z.object({ properties: z.record(z.string(), z.unknown()) });

export function eventDocs(): string {
  const rows = Object.entries(eventPayloads).map(([type, schema]) => {
    const fields = Object.keys(shape.parse(z.toJSONSchema(schema)).properties);
    return `| \`${type}\` | ${schema.description ?? ''} | ${fields.map((field) => `\`${field}\``).join(' ')} |`;
  });
  return `${head}${rows.join('\n')}\n\nWhat each event leads to stands on one page: [src/station/flow.ts](../src/station/flow.ts).\n`;
}
