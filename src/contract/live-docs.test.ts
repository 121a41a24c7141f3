import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clientMessageSchema, stationMessageSchema } from './live.ts';
import { liveDocs } from './live-docs.ts';

test('docs/live-protocol.md says what the protocol is', async () => {
  await expect(liveDocs()).toMatchFileSnapshot('../../docs/live-protocol.md');
});

test('every sample in it fits its schema, and every type of message has one', () => {
  const lines = readFileSync(new URL('../../docs/live-protocol.md', import.meta.url), 'utf8').split('\n');
  const said = lines.filter((line) => line.startsWith('▶ ') && !line.includes('shout')).map((line) => clientMessageSchema.parse(JSON.parse(line.slice(2))).type);
  const heard = lines.filter((line) => line.startsWith('◀ ')).map((line) => stationMessageSchema.parse(JSON.parse(line.slice(2))).type);
  expect(new Set(said)).toEqual(new Set(clientMessageSchema.options.map((option) => option.shape.type.value)));
  expect([...new Set(heard), 'error'].toSorted()).toEqual(stationMessageSchema.options.map((option): string => option.shape.type.value).toSorted());
});
