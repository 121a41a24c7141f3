import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { layoutSchema } from '../layout.ts';
import { tag } from '../page-code.ts';
import { rasterise } from '../render/rasterise.ts';
import { renderSheets } from '../render/render-sheets.ts';
import { exampleExam } from './example-exams.ts';
import { layoutJsonSchemaText } from './json-schema.ts';
import { layoutExam } from './layout-exam.ts';

const docs = new URL('../../../docs/', import.meta.url);
const format = readFileSync(new URL('layout-format.md', docs), 'utf8');

function codeBlock(language: string): string {
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(format)?.[1];
  if (block === undefined) throw new Error(`docs/layout-format.md has no ${language} block`);
  return block;
}

describe('the description of the layout format', () => {
  it('comes with the JSON Schema of today (node scripts/write-layout-schema.ts)', () => {
    expect(readFileSync(new URL('layout.schema.json', docs), 'utf8')).toBe(layoutJsonSchemaText());
  });

  it('shows an example that is part of the real layout', () => {
    const shown = layoutSchema.parse(JSON.parse(codeBlock('json')));
    const real = layoutExam(exampleExam, { personal: false });
    expect({ ...shown, pages: [] }).toEqual({ ...real, pages: [] });
    const page = real.pages[0];
    for (const part of ['bubbles', 'regions', 'anchors'] as const) for (const box of shown.pages[0]?.[part] ?? []) expect(page?.[part]).toContainEqual(box);
  });

  it('names every kind and every field of the file', () => {
    for (const word of ['version', 'unit', 'exam', 'personal', 'pages', 'page', 'width', 'height', 'bubbles', 'regions', 'anchors', 'open', 'text', 'header', 'code', 'ring', 'square', 'name', 'class', 'candidate']) {
      expect(format).toContain(`\`${word}\``);
    }
  });

  it('has a sample that reads a filled page', async () => {
    const sample: unknown = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(codeBlock('js'))}`);
    const { filledBubbles } = z.object({ filledBubbles: z.custom<(page: unknown, image: unknown) => unknown>(value => typeof value === 'function') }).parse(sample);
    const layout = layoutExam(exampleExam, { personal: false });
    const page = layout.pages[0];
    const [image] = await rasterise(await renderSheets(exampleExam, layout), 200);
    if (!page || !image) throw new Error('a page is missing');
    const marked = ['candidate:0 2', 'candidate:7 9', '1 B', '11 A', '11 C', '12 T', '13:0 1', '13:1 2', '13:2 5'];
    const pixelsPerMm = image.width / page.width;
    for (const { field, value, x, y, w, h } of page.bubbles) {
      if (!marked.includes(`${field} ${value}`)) continue;
      for (let row = Math.round(y * pixelsPerMm); row < (y + h) * pixelsPerMm; row += 1) image.pixels.fill(40, row * image.width + Math.round(x * pixelsPerMm), row * image.width + Math.round((x + w) * pixelsPerMm));
    }
    const empty = Object.fromEntries(page.bubbles.map(({ field }): [string, string[]] => [field, []]));
    expect(filledBubbles(page, image)).toEqual({ ...empty, 'candidate:0': ['2'], 'candidate:7': ['9'], 1: ['B'], 11: ['A', 'C'], 12: ['T'], '13:0': ['1'], '13:1': ['2'], '13:2': ['5'] });
  });
});

describe('tags', () => {
  it('are six characters of 0-9A-Z, the same for ever', () => {
    expect(tag('math-8-mid')).toMatchInlineSnapshot(`"LLB7ZP"`);
    expect(tag('')).toMatch(/^[0-9A-Z]{6}$/);
  });
});
