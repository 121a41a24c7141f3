/** Foreign sheets marked as people mark them: whatever is read without a doubt is what was meant. */
import { expect, test } from 'vitest';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { decodeRasterPlanes } from '../../src/station/images/raster.ts';
import { fineSize } from '../../src/station/template/read-picture.ts';
import { card } from '../fixtures/foreign-sheet.ts';
import { type Copy, hardPage, type Scene } from '../fixtures/hard-marks.ts';

const expanded = expandTemplate(templateSchema.parse(card.template)), reader = templateReader(expanded);
const sheet = card.svg({}).replace(/^<svg[^>]*>/, '').replace('</svg>', '');

/** Columns read wrongly that nobody would look at; how many fields with the scene's own marks, and how many others, wait for a person. */
async function judged(scene: Scene, copy: Copy, dpi: number): Promise<{ silent: string[]; special: number; others: number }> {
  const page = await hardPage({ expanded, scene, copy, dpi, seed: 11, sheet });
  const reading = readAtAnyAngle(await decodeRasterPlanes(page.image, copy === '1-bit' ? 'png' : 'jpeg', { page: 1, about: scene }, fineSize(reader)), reader);
  expect(reading.trouble).toBeNull();
  const meant = (fields: readonly { readonly label: string }[]): string | null => fields.reduce<string | null>((all, { label }) => { const own = page.truth.get(label) ?? null; return all === null || own === null ? null : all + own; }, '');
  const doubtful = reading.fields.filter(({ doubt }) => doubt !== null);
  return {
    silent: reading.columns.flatMap(({ name, value, doubtful: waits }, k) => (waits || value === meant(expanded.columns[k]?.fields ?? []) ? [] : [`${scene} ${copy} ${name}: ${value}`])),
    special: doubtful.filter(({ label }) => page.special.has(label)).length, others: doubtful.filter(({ label }) => !page.special.has(label)).length,
  };
}

test.for<readonly [Scene, Copy, number]>([['white-out', '1-bit', 150], ['erased', 'jpeg', 200], ['erased-lone', 'clean', 150], ['cross', 'jpeg', 150], ['tick', '1-bit', 200], ['red', 'clean', 150], ['pale', 'jpeg', 150], ['half', 'clean', 200]])('%s marks, %s', async ([scene, copy, dpi]) => {
  expect((await judged(scene, copy, dpi)).silent).toEqual([]);
});

test.for<readonly [Scene, Copy]>([['struck', 'clean'], ['struck', 'jpeg'], ['struck-lone', 'clean'], ['ring', 'jpeg'], ['between', 'clean'], ['two-ticks', 'clean'], ['two-ticks', 'jpeg'], ['dot', 'clean'], ['dot', 'jpeg'], ['tick-beside-erased', 'clean'], ['tick-beside-erased', 'jpeg']])('%s marks, %s, wait for a person, and the page\'s other marks do not', async ([scene, copy]) => {
  const { silent, special, others } = await judged(scene, copy, 150);
  expect(silent).toEqual([]);
  expect(special).toBeGreaterThanOrEqual(6);
  expect(others).toBeLessThanOrEqual(1);
});

test('a page that is marked as it should be has no doubts', async () => {
  expect(await judged('plain', 'jpeg', 150)).toEqual({ silent: [], special: 0, others: 0 });
});
