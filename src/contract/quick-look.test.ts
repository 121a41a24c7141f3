import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { eventPayloads } from './events.ts';
import { quickLook } from './quick-look.ts';

const pool = [null, undefined, true, 0, 1, -1, 90, 0.5, 2 ** 53, NaN, '', 'all', 'an id', 'person', 'operator', 'handled', [], ['x'], {}, { marks: 'ok' }, '2026-11-27T04:00:00.000Z'];
const ofAnyKind = fc.oneof(fc.constantFrom(...pool), fc.string(), fc.double(), fc.object());

it.each(Object.entries(eventPayloads))('what a quick look takes for %s the schema takes', (_, schema) => {
  const look = quickLook(schema);
  // Mostly what fits, so that mostly one field alone decides.
  const fields = Object.fromEntries(Object.entries<z.ZodType>(schema.shape).map(([name, field]) => [name, fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...pool.filter((value) => field.safeParse(value).success)) }, ofAnyKind)]));
  const other = fc.oneof({ weight: 12, arbitrary: fc.constant({}) }, fc.record({ other: ofAnyKind }));
  fc.assert(fc.property(fc.record(fields), other, (payload, more) => {
    const value = { ...payload, ...more };
    if (look(value)) expect(schema.safeParse(value)).toMatchObject({ success: true, data: value });
  }), { numRuns: 100 });
});

const everyKind = z.strictObject({ id: z.string().min(2), text: z.string(), count: z.int().min(0), size: z.number().min(0.5), turn: z.literal([0, 90]), kind: z.enum(['a', 'b']), on: z.boolean(), maybe: z.int().nullable() });
const right = { id: 'ab', text: '', count: 0, size: 0.5, turn: 90, kind: 'b', on: false, maybe: null };

it('takes what is in order without asking', () => {
  expect(quickLook(everyKind)(right)).toBe(true);
  expect(quickLook(eventPayloads['ocr.completed'])({ batch_id: 'b', page_id: 'p', reading_revision: 1, candidate_no: null, page: 1, items: 81, doubtful: 0, trouble: null, duration_ms: 12.5, turn: 0 })).toBe(true);
});

it.each([
  { id: 'a' }, { text: null }, { count: -1 }, { count: 0.5 }, { count: 2 ** 53 }, { size: 0.4 }, { size: Infinity }, { size: NaN }, { turn: 45 }, { turn: '90' }, { kind: 'c' }, { on: 0 }, { maybe: undefined }, { other: 1 },
])('leaves %j to the schema, which refuses it', (wrong) => {
  const value = { ...right, ...wrong };
  expect(quickLook(everyKind)(value)).toBe(false);
  expect(everyKind.safeParse(value).success).toBe(false);
});

it.each([
  z.object({ id: z.string() }), z.strictObject({ id: z.uuid() }), z.strictObject({ id: z.string().max(1) }), z.strictObject({ id: z.string().refine((text) => text !== 'ab') }), z.strictObject({ id: z.string() }).refine(() => false), z.strictObject({ id: z.string().trim() }),
])('takes nothing where a schema says more than it knows', (schema) => {
  expect(quickLook(schema)({ id: 'ab' })).toBe(false);
});

it.each([z.number().gt(0), z.number().max(0), z.int().multipleOf(2), z.number().int(), z.int32()])('nor of numbers of other kinds', (schema) => {
  expect(quickLook(schema)(0)).toBe(false);
});
