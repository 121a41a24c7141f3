/** A template is drawn over a scan of somebody else's sheet, snaps to its bubbles, and reads other scans of it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../../src/contract/routes.ts';
import type { TemplateBlock } from '../../../src/contract/routes/templates.ts';
import { loadTemplate } from '../../../src/station/template/load-template.ts';
import { readTemplateBatch } from '../../../src/station/template/template-batch.ts';
import { templateExceptionKinds } from '../../../src/station/template/template-tables.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { pdfOfScans } from '../../support/pdf-of-scans.ts';
import { temporaryFolder } from '../../support/redis.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let station: GatewayStation;
beforeAll(async () => {
  folder = await temporaryFolder();
  station = await openGatewayStation(folder.path);
});
afterAll(async () => {
  await station[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const page = { width: 1240, height: 1754 };
/** As printed: left and upper edge of the first bubble, and the gaps. */
const printed = { x: 300, y: 420, w: 44, h: 30, valueGap: 72, fieldGap: 58, fields: 20 };
const options = ['A', 'B', 'C', 'D'];

/** A scan of the sheet; `marks`: the option of each question, null for none. */
function scan(marks: readonly (string | null)[]): Promise<Buffer> {
  const bubbles = Array.from({ length: printed.fields }, (_, row) => options.map((option, column) => {
    const x = printed.x + column * printed.valueGap, y = printed.y + row * printed.fieldGap;
    const box = `<rect x="${x}" y="${y}" width="${printed.w}" height="${printed.h}" fill="${marks[row] === option ? '#333' : 'none'}" stroke="#222" stroke-width="2"/>`;
    return `${box}<text x="${x + printed.w / 2}" y="${y + 22}" font-size="20" text-anchor="middle" fill="#222">${option}</text>`;
  }).join('')).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}" height="${page.height}"><rect width="100%" height="100%" fill="#fafafa"/><text x="400" y="200" font-size="50">Answer sheet</text>${bubbles}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
const rough: TemplateBlock = { name: 'Questions', x: 307, y: 413, w: 46, h: 30, fields: ['q1..20'], values: options, direction: 'horizontal', valueGap: 71, fieldGap: 58.5, column: null, candidate: false };
const create = async (name: string) => routes.createTemplate.answer.parse((await station.request(`/api/templates?name=${name}`, { body: await scan([]) })).json);
const save = (templateId: string, revision: number, blocks: readonly TemplateBlock[]) => station.request(`/api/templates/${templateId}`, { method: 'PUT', body: { revision, name: 'Card', blocks } });

test('a block that was drawn roughly snaps to the printed bubbles, and reads a turned scan', async () => {
  const begun = await create('Card');
  expect(begun).toMatchObject({ name: 'Card', revision: 1, ...page, blocks: [], referenceRevision: 1 });
  const at = `/api/templates/${begun.templateId}`;
  expect((await station.request(`${at}/try`, { body: await scan([]) })).problem.code).toBe('template-invalid');

  const { block, support } = routes.snapBlock.answer.parse((await station.request(`${at}/snap`, { body: { block: rough } })).json);
  expect(support).toBeGreaterThan(0.8);
  for (const key of ['x', 'y', 'valueGap', 'fieldGap'] as const) expect(Math.abs(block[key] - (printed[key] + (key === 'x' ? -1 : 0)))).toBeLessThan(2);

  expect(routes.saveTemplate.answer.parse((await save(begun.templateId, 1, [block])).json)).toMatchObject({ revision: 2, fields: 20 });
  expect((await save(begun.templateId, 1, [])).problem.code).toBe('revision-stale');

  const marks = Array.from({ length: printed.fields }, (_, i) => (i === 4 ? null : options[i % 4] ?? null));
  const turned = await sharp(await scan(marks)).rotate(181, { background: '#fff' }).jpeg({ quality: 80 }).toBuffer();
  const reading = routes.tryTemplate.answer.parse((await station.request(`${at}/try`, { body: turned })).json);
  expect(reading).toMatchObject({ refusal: null, picture: null, exceptions: 0, whole: null });
  expect(reading.fields.map(({ label, chosen, doubtful }) => (doubtful ? `?${label}` : `${label}${chosen}`))).toEqual(marks.map((mark, i) => `q${i + 1}${mark ?? ''}`));
  expect(reading.bubbles.filter(({ marked }) => marked)).toHaveLength(19);

  // What the editor gives out is what the command line takes.
  const file = path.join(folder.path, 'card.template.json');
  await writeFile(file, (await station.request(`${at}/file`)).bytes);
  expect((await loadTemplate(file)).expanded.fields).toHaveLength(20);
});

test('a block of a few rows among many alike snaps to those it was drawn over, not some rows further', async () => {
  const { templateId } = await create('Rows');
  for (const first of [0, 4, 9, 15]) {
    const y = printed.y + first * printed.fieldGap;
    const drawn = { ...rough, y: y - 9, fields: ['q1..5'] };
    const { block, support } = routes.snapBlock.answer.parse((await station.request(`/api/templates/${templateId}/snap`, { body: { block: drawn } })).json);
    expect(support).toBeGreaterThan(0.8);
    expect(Math.abs(block.y - y)).toBeLessThan(2);
  }
});

test('a block of which each box lies over several printed rows is laid nowhere, and how many are printed in its frame is told', async () => {
  const { templateId } = await create('Over');
  // From the first printed row to the last.
  const fieldGap = ((printed.fields - 1) * printed.fieldGap + printed.h) / 4.55;
  const drawn = { ...rough, h: 0.55 * fieldGap, fields: ['q1..5'], fieldGap };
  expect((await station.request(`/api/templates/${templateId}/snap`, { body: { block: drawn } })).json).toMatchObject({ block: { fieldGap }, support: 0, printed: { fields: 20, values: 4 }, isSure: true });
  expect((await station.request(`/api/templates/${templateId}/snap`, { body: { block: rough } })).json).toMatchObject({ printed: null, isSure: true });
});

test('of a file of several pages the first is the reference, each is read where it is asked for, and how many there are is told', async () => {
  const files = [path.join(folder.path, 'first.png'), path.join(folder.path, 'second.png')] as const;
  await writeFile(files[0], await scan([]));
  await writeFile(files[1], await scan(Array.from({ length: printed.fields }, () => 'C')));
  const both = await pdfOfScans(files);
  const begun = routes.createTemplate.answer.parse((await station.request('/api/templates?name=Two', { body: both })).json);
  expect(begun).toMatchObject({ pages: 2, referenceRevision: 1 });
  const scale = begun.width / page.width;
  const scaled = Object.fromEntries((['x', 'y', 'w', 'h', 'valueGap', 'fieldGap'] as const).map((key) => [key, printed[key] * scale]));
  await save(begun.templateId, 1, [{ ...rough, ...scaled }]);
  const at = `/api/templates/${begun.templateId}/try`;
  const read = async (query: string) => routes.tryTemplate.answer.parse((await station.request(`${at}${query}`, { body: both })).json);
  expect(await read('')).toMatchObject({ pages: 2 });
  expect((await read('?page=2')).fields.map(({ chosen }) => chosen)).toEqual(Array.from({ length: printed.fields }, () => 'C'));
  expect((await station.request(`${at}?page=3`, { body: both })).problem.code).toBe('input-missing');
});

test('what is tried is counted as `read` counts it: a number without one of its digits, and a page without marks; and a page that no browser shows comes as a picture', async () => {
  const { templateId } = await create('Number');
  const fields = Array.from({ length: printed.fields }, (_, i) => `n${i + 1}`);
  await save(templateId, 1, [{ ...rough, x: printed.x, y: printed.y, w: printed.w, h: printed.h, valueGap: printed.valueGap, fieldGap: printed.fieldGap, fields, column: 'Number', candidate: true }]);
  const at = `/api/templates/${templateId}`, templateFile = path.join(folder.path, 'number.template.json');
  await writeFile(templateFile, (await station.request(`${at}/file`)).bytes);
  const { expanded } = await loadTemplate(templateFile), marks = fields.map((_, i) => (i === 4 ? null : options[i % 4] ?? null)), value = marks.join('');
  for (const [page, wanted] of [[marks, { answers: [{ column: 'Number', value, doubtful: true, incomplete: true }], exceptions: 1, whole: null }], [[], { answers: [{ value: '', doubtful: false }], exceptions: 1, whole: 'no-number' }]] as const) {
    const tiff = await sharp(await scan(page)).tiff().toBuffer(), file = path.join(folder.path, 'number.tif');
    const { picture, ...reading } = routes.tryTemplate.answer.parse((await station.request(`${at}/try?picture=true`, { body: tiff })).json);
    expect(reading).toMatchObject(wanted);
    expect(await sharp(Buffer.from(picture ?? '', 'base64')).metadata()).toMatchObject({ format: 'jpeg', width: reading.width, height: reading.height });
    await writeFile(file, tiff);
    expect(templateExceptionKinds(expanded, await readTemplateBatch({ templateFile, files: [{ path: file, name: 'number.tif' }], cropFolder: null, workers: 1 }))).toHaveLength(reading.exceptions);
  }
});

test('a scan of another sheet is not read, and a block beside all bubbles stays where it was drawn', async () => {
  const { templateId } = await create('Other');
  await save(templateId, 1, [{ ...rough, ...printed, fields: ['q1..20'] }]);
  const blank = await sharp({ create: { ...page, channels: 3, background: '#fff' } }).png().toBuffer();
  expect(routes.tryTemplate.answer.parse((await station.request(`/api/templates/${templateId}/try`, { body: blank })).json)).toMatchObject({ refusal: 'blank', fields: [], residualMm: null });
  const lost = { ...rough, x: 800, y: 1500, fields: ['z1..2'], valueGap: 60 };
  expect(routes.snapBlock.answer.parse((await station.request(`/api/templates/${templateId}/snap`, { body: { block: lost } })).json).block).toEqual(lost);
});

test('boxes for codes and writing of an imported file are told with the blocks, and stay when those are changed', async () => {
  const regions = [{ kind: 'code', name: 'bar', x: 40, y: 40, w: 200, h: 60 }, { kind: 'text', name: 'who', x: 300, y: 40, w: 200, h: 60, digits: 8 }, { kind: 'open', name: 'essay', x: 40, y: 600, w: 500, h: 200 }];
  const file = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 620, height: 877 }, bubble: { w: 22, h: 15 }, blocks: [{ name: 'a', x: 150, y: 210, fields: ['q1..20'], values: ['A', 'B'], direction: 'horizontal', valueGap: 36, fieldGap: 29 }], columns: [{ name: 'q1', fields: ['q1'] }], candidate: 'who', regions };
  const { templateId, blocks, ...imported } = routes.importTemplate.answer.parse((await station.request('/api/templates/import?name=Boxes', { body: file })).json);
  const told = regions.map(({ digits: _digits, ...region }) => ({ ...region, candidate: region.name === 'who' }));
  expect(imported.regions).toEqual(told);
  expect(routes.saveTemplate.answer.parse((await save(templateId, 1, blocks.map((block) => ({ ...block, x: 151 })))).json).regions).toEqual(told);
});

test('what a file names or says besides goes out again: pictures beside it, marks, limits, what stands for an unmarked digit; and what it was not taken for is said', async () => {
  const registration = { frame: 'paper', markers: { image: 'marker.png', widthShare: 0.05 }, marks: [{ x: 20, y: 20, w: 12, h: 12 }], reference: 'empty.png', limitMm: 3 };
  const block = { name: 'Number', x: 150, y: 210, fields: ['n1..4'], values: ['1', '2', '3'], direction: 'vertical', valueGap: 29, fieldGap: 36, empty: 'x' };
  const file = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 620, height: 877, widthMm: 210 }, bubble: { w: 22, h: 15 }, registration, blocks: [block], columns: [{ name: 'No', fields: ['n1..4'] }], candidate: 'No' };
  const { leftAside, pictures, templateId, blocks } = routes.importTemplate.answer.parse((await station.request('/api/templates/import?name=Named', { body: file })).json);
  expect({ leftAside, pictures }).toEqual({ leftAside: [], pictures: ['marker.png', 'empty.png'] });
  // Renamed and moved in the editor.
  await save(templateId, 1, blocks.map((each) => ({ ...each, name: 'Digits', x: 151 })));
  expect((await station.request(`/api/templates/${templateId}/file`)).json).toMatchObject({ ...file, name: 'Card', blocks: [{ ...block, name: 'Digits', x: 151, fields: ['n1', 'n2', 'n3', 'n4'] }], columns: [{ name: 'No', fields: ['n1', 'n2', 'n3', 'n4'] }] });
  // Without its pictures it is read by its bubbles.
  expect((await station.request(`/api/templates/${templateId}/try`, { body: await scan([]) })).status).toBe(200);
});

test('a template of boxes that its reference places keeps their places on a scan, and goes out as a file', async () => {
  const regions = [{ kind: 'text', name: 'who', x: 60, y: 40, w: 100, h: 20 }];
  const file = { format: 'zhiyue-template', version: 1, unit: 'mm', page: { width: 210, height: 297 }, bubble: { w: 4, h: 4 }, registration: { reference: 'empty.png' }, blocks: [], columns: [], regions };
  const { templateId } = routes.importTemplate.answer.parse((await station.request('/api/templates/import?name=Boxes%20alone', { body: file })).json);
  const at = `/api/templates/${templateId}`;
  expect(routes.setTemplateReference.answer.parse((await station.request(`${at}/reference`, { method: 'PUT', body: await scan([]) })).json)).toMatchObject({ width: 210, height: 297, referenceRevision: 2 });
  expect((await station.request(`${at}/file`)).json).toMatchObject({ page: file.page, regions, registration: file.registration });
});

test('a file that is no template is refused for what it is, as on the command line', async () => {
  const refusal = async (body: object): Promise<unknown> => (await station.request('/api/templates/import?name=x', { body })).problem;
  expect(await refusal({ source_type: 'custom', options: {}, marking_schemes: {} })).toMatchObject({ code: 'template-invalid', faults: [{ fault: { code: 'template-is-key' } }] });
  expect(await refusal({ id: 'x', title: 'X', questions: [] })).toMatchObject({ code: 'template-invalid', faults: [{ fault: { code: 'template-is-exam' } }] });
  expect(await refusal({ questions: [1] })).toMatchObject({ code: 'template-invalid', faults: [{ fault: { code: 'template-is-neither' } }] });
});

test('OMRChecker\'s template is taken, gets its reference by being found on a scan, and goes again', async () => {
  const omr = { pageDimensions: [620, 877], bubbleDimensions: [22, 15], fieldBlocks: { MCQ: { fieldType: 'QTYPE_MCQ4', origin: [150, 210], fieldLabels: ['q1..20'], bubblesGap: 36, labelsGap: 29 } }, preProcessors: [{ name: 'Levels' }, { name: 'Sharpen' }] };
  const imported = routes.importTemplate.answer.parse((await station.request('/api/templates/import?name=Theirs', { body: omr })).json);
  expect(imported).toMatchObject({ referenceRevision: 0, leftAside: ['Sharpen'], pictures: [], fields: 20, width: 620, blocks: [{ name: 'MCQ', w: 22, direction: 'horizontal' }] });
  const at = `/api/templates/${imported.templateId}`;
  expect((await station.request(`${at}/reference`)).problem.code).toBe('not-found');
  const blank = await sharp({ create: { ...page, channels: 3, background: '#fff' } }).png().toBuffer();
  expect((await station.request(`${at}/reference`, { method: 'PUT', body: blank })).problem.code).toBe('template-invalid');
  expect((await station.request(`${at}/reference`, { method: 'PUT', body: await sharp(await scan([])).rotate(90).png().toBuffer() })).status).toBe(200);
  const { width = 0, height = 0 } = await sharp((await station.request(`${at}/reference`)).bytes).metadata();
  expect(height).toBeGreaterThan(width);

  expect((await station.request(at, { method: 'DELETE' })).status).toBe(204);
  expect((await station.request(at)).problem.code).toBe('not-found');
  const events = routes.listEvents.answer.parse((await station.request('/api/events?type=template.*&limit=50')).json).events;
  expect(events.filter(({ payload }) => payload['template_id'] === imported.templateId).map(({ type }) => type)).toEqual(['template.created', 'template.changed', 'template.deleted']);
});

test('what contradicts itself is refused by name, and a file that is no scan as such', async () => {
  const { templateId } = await create('Faulty');
  expect((await save(templateId, 1, [rough, { ...rough, name: 'Twice' }])).problem).toMatchObject({ code: 'template-invalid' });
  const file = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 600, height: 800 }, bubble: { w: 9, h: 9 }, columns: [] };
  const block = { name: 'A', x: 10, y: 10, fields: ['a1..10'], values: ['A', 'B'], direction: 'horizontal', valueGap: 20, fieldGap: 20 };
  const bombs = [{ fields: Array.from({ length: 300 }, (_, i) => `a${'x'.repeat(i)}1..2000`) }, { fields: ['a1..2000'], values: Array.from({ length: 200 }, (_, i) => `v${i}`) }, { x: 1e9 }, { valueGap: 1e300 }, { name: '  ' }];
  const listed = (await station.request('/api/templates')).text;
  for (const bomb of bombs) expect((await station.request('/api/templates/import?name=x', { body: { ...file, blocks: [{ ...block, ...bomb }] } })).problem.code).toBe('template-invalid');
  expect((await station.request('/api/templates')).text).toBe(listed);
  expect((await station.request('/api/templates/import?name=x', { body: { format: 'something' } })).problem.code).toBe('template-invalid');
  expect((await station.request('/api/templates?name=x', { body: Buffer.from('no picture') })).problem.code).toBe('file-type-unknown');
});
