/** The open case without bubbles: letters written into a ruled table, found by what is printed on another page of it, and read cell by cell. */
import path from 'node:path';
import { expandTemplate } from '../../../src/sheet/template/expand.ts';
import { readWithTemplate, templateReader } from '../../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../../src/exam/template.ts';
import { decodePage } from '../../../src/station/images/decode.ts';
import { greyPlanes } from '../../../src/station/images/planes.ts';
import { judgeCells } from '../../../src/station/template/judge-region.ts';
import { contentOf } from '../../../src/station/template/region-content.ts';
import { realData, truthOf } from './cases.ts';
import type { ScoredField } from './score.ts';

const name = 'handwritten-letter-table';
/** The page that the template is drawn on; the others lie elsewhere, askew and in perspective. */
const reference = '201992007.png';
/** Rows of the tables in pixels of that page: where the letters are written, and which can stand there. */
const rows = [{ label: 'choice', count: 10, x: 285, y: 572, w: 1317, h: 98, options: ['A', 'B', 'C', 'D'] }, { label: 'tf', count: 5, x: 285, y: 916, w: 1327, h: 99, options: ['T', 'F'] }];

export async function scoreLetters(): Promise<readonly ScoredField[]> {
  if (realData === null) return [];
  const folder = path.join(realData, name);
  const { image: picture } = await decodePage(path.join(folder, reference), { page: 1 });
  const template = templateSchema.parse({
    format: 'zhiyue-template', version: 1, unit: 'px', page: { width: picture.width, height: picture.height, widthMm: 297 }, bubble: { w: 1, h: 1 }, registration: { reference }, blocks: [], columns: [],
    regions: rows.flatMap(({ label, count, x, y, w, h, options }) => Array.from({ length: count }, (_, i) => ({ kind: 'text', name: `${label}${i + 1}`, x: x + i * w / count, y, w: w / count, h, options }))),
  });
  const reader = templateReader(expandTemplate(template), null, picture);
  const scored: ScoredField[] = [];
  for (const [file, { fields, review }] of Object.entries(truthOf(folder).images)) {
    const { image } = await decodePage(path.join(folder, file), { page: 1 });
    const { regions } = readWithTemplate(greyPlanes(image), reader);
    const read = new Map((await contentOf(template, regions, image)).map((content) => [content.name, content]));
    for (const [field, truth] of Object.entries(fields)) {
      const region = template.regions.find((each) => each.name === field), content = read.get(field);
      const judged = region?.kind === 'text' && content?.kind === 'cells' ? judgeCells(region, content.cells, { roster: [], candidate: null }) : null;
      const rightGuess = judged?.value === truth;
      scored.push({ image: file, field, got: judged?.value ?? '', truth, outcome: judged === null || judged.doubt !== null ? 'flagged' : rightGuess ? 'right' : 'silent', review: review.includes(field), rightGuess, confidence: judged?.confidence ?? 0 });
    }
  }
  return scored;
}
