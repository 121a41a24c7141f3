import { expect, test } from 'vitest';
import { labels, questions, sheetOf } from '../../../tests/fixtures/foreign-sheet.ts';
import { expandTemplate } from '../template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import { bentTogether } from './bent-page.ts';
import { latticeOf } from './lattice.ts';

const wide = sheetOf(1240, 1754, { w: 24, h: 24 }, '#333', [0, 1, 2, 3].map((k) => ({ name: `${k}`, x: 100 + k * 270, y: 200, fields: labels('q', k * 30 + 1, k * 30 + 30), values: 'ABCD', valueGap: 50, fieldGap: 45 })), questions(1, 120), 'q1', '');
const lattice = latticeOf(expandTemplate(templateSchema.parse(wide.template))), { patches, width, height } = lattice;
const shiftsBy = (down: (u: number, v: number, k: number) => number) => patches.map(({ x, y }, k) => ({ x: 0, y: down(x / width - 0.5, y / height - 0.5, k), response: 10 }));
const strays = (shifts: ReturnType<typeof shiftsBy>): number => Math.max(...(bentTogether(lattice, shifts) ?? []).map(({ y }, k) => Math.abs(y - shifts[k]!.y)));

test('paper that bulges is one smooth surface, patches that lie a step off by turns are not', () => {
  expect(strays(shiftsBy((u, v) => 3 + 20 * u * u - 8 * u * v))).toBeLessThan(0.01);
  expect(strays(shiftsBy((_u, _v, k) => (k % 2 === 0 ? 4 : -4)))).toBeGreaterThan(2);
});

test('few patches would lie on some surface whatever they say', () => {
  expect(bentTogether({ ...lattice, patches: patches.slice(0, 12) }, shiftsBy(() => 1).slice(0, 12))).toBeNull();
});
