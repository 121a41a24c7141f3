/** Sheets that somebody else designed: drawn here, and read through the pool as `zhiyue read` does; real ones where the collection is at hand. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KeptPages } from '../../src/station/template/kept-pages.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { readPicture } from '../../src/station/template/read-picture.ts';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import type { TemplatePage } from '../../src/station/template/template-page.ts';
import { cases, realData } from '../bench/reading/cases.ts';
import { readerOf, scoreCase } from '../bench/reading/score.ts';
import { start, zhiyue } from '../e2e/zhiyue.ts';
import { block, card, labels, type Marks, marksFor, plain, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-foreign-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

/** A3 with three panels, and timing marks down the left side. */
const panels = sheetOf(2339, 1654, { w: 30, h: 18 }, '#222', [
  { name: 'no', x: 200, y: 300, fields: labels('n', 1, 11), values: '0123456789', vertical: true, valueGap: 28, fieldGap: 44 },
  ...[0, 1, 2].map((k) => ({ name: `panel ${k}`, x: 240 + k * 740, y: 760, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 50, fieldGap: 36 })),
], [{ name: 'no', fields: labels('n', 1, 11) }, ...questions(1, 60)], 'no', [...Array.from({ length: 30 }, (_, i) => block(60, 300 + i * 40, 34, 10)), '<line x1="780" y1="80" x2="780" y2="1580" stroke="black" stroke-width="2"/><line x1="1560" y1="80" x2="1560" y2="1580" stroke="black" stroke-width="2"/><rect x="820" y="120" width="700" height="560" fill="none" stroke="black" stroke-width="2"/>'].join(''));

async function draw(sheet: Sheet, marks: Marks, name: string, change: (picture: Sharp) => Sharp = (picture) => picture): Promise<{ path: string; name: string }> {
  const file = path.join(folder, name);
  const plain = await sharp(Buffer.from(sheet.svg(marks))).flatten({ background: '#fff' }).png({ compressionLevel: 0 }).toBuffer();
  await change(sharp(plain)).jpeg({ quality: 85 }).toFile(file);
  return { path: file, name };
}

function valuesOf(page: TemplatePage | undefined): Record<string, string> {
  if (page?.outcome.kind !== 'read') return {};
  return Object.fromEntries(page.outcome.reading.columns.map(({ name, value, doubtful }) => [name, doubtful ? `?${value}` : value]));
}

describe('a sheet drawn here', () => {
  test.each([['a school\'s card with four corner blocks', card], ['an A3 card of three panels with timing marks', panels]])('%s is read however it lies, and what is no such page is an exception', async (_what, sheet) => {
    const templateFile = path.join(folder, 'template.json');
    await writeFile(templateFile, JSON.stringify(sheet.template));
    const marks = [0, 1, 2, 3].map((seed) => marksFor(sheet, seed));
    const [a, b, c, d] = marks as [Marks, Marks, Marks, Marks];
    const files = [
      await draw(sheet, a, 'flat.jpg'),
      await draw(sheet, b, 'upside-down.jpg', (p) => p.rotate(180)),
      await draw(sheet, c, 'askew.jpg', (p) => p.rotate(4, { background: '#fff' })),
      await draw(sheet, d, 'cut.jpg', (p) => p.extract({ left: 30, top: 90, width: sheet.width - 40, height: sheet.height - 120 })),
      await draw(sheet, {}, 'blank.jpg'),
    ];
    await sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#fff' } }).jpeg().toFile(path.join(folder, 'paper.jpg'));
    await writeFile(path.join(folder, 'broken.jpg'), 'not a picture');
    files.push({ path: path.join(folder, 'paper.jpg'), name: 'paper.jpg' }, { path: path.join(folder, 'broken.jpg'), name: 'broken.jpg' });

    const pages = await readTemplateBatch({ templateFile, files, cropFolder: path.join(folder, 'crops'), workers: 2 });
    const byName = new Map(pages.map((page) => [page.sourceFile, page]));
    for (const [name, own] of [['flat.jpg', a], ['upside-down.jpg', b], ['askew.jpg', c], ['cut.jpg', d], ['blank.jpg', Object.fromEntries(Object.keys(a).map((k) => [k, '']))]] as const) {
      expect(valuesOf(byName.get(name)), name).toEqual(truthOf(sheet, own));
    }
    expect(byName.get('paper.jpg')?.outcome).toMatchObject({ kind: 'read', reading: { trouble: 'blank', registration: null, columns: [] } });
    expect(byName.get('broken.jpg')?.outcome).toMatchObject({ kind: 'failed', error: { code: 'file-type-unknown' } });
  });
});

test('blank rows of a sheet on which little is marked ask nobody, however its pixels fall on its print', async () => {
  const templateFile = path.join(folder, 'few.json');
  await writeFile(templateFile, JSON.stringify(plain.template));
  const marks: Marks = { q3: 'B', q17: 'D', q33: 'A' };
  // In each of these the blank rows of one block waited.
  const files = await Promise.all(([[0.5, 0.8], [1, 0.8], [1, 1.1], [2, 1.1]] as const).map(async ([degrees, blur], k) => draw(plain, marks, `few-${k}.jpg`, (p) => p.rotate(degrees, { background: '#fff' }).blur(blur))));
  for (const page of await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 1 })) expect(valuesOf(page), page.sourceFile).toEqual(truthOf(plain, Object.fromEntries(labels('q', 1, 60).map((field) => [field, marks[field] ?? '']))));
});

test('a sheet whose bubbles look the same upside down is turned by where its question numbers stand', async () => {
  const templateFile = path.join(folder, 'plain.json');
  await writeFile(templateFile, JSON.stringify(plain.template));
  const marks = marksFor(plain, 2);
  const [page] = await readTemplateBatch({ templateFile, files: [await draw(plain, marks, 'turned.jpg', (p) => p.rotate(180))], cropFolder: null, workers: 1 });
  expect(valuesOf(page)).toEqual(truthOf(plain, marks));
});

test('a page without a number, or with one that nobody on the roster has, shows where the number stands', async () => {
  const templateFile = path.join(folder, 'numbers.json'), digits = labels('n', 1, 8);
  await writeFile(templateFile, JSON.stringify(card.template));
  const marks = marksFor(card, 5), none = { ...marks, ...Object.fromEntries(digits.map((field) => [field, ''])) }, other = { ...marks, n8: marks['n8'] === '1' ? '2' : '1' };
  const files = [await draw(card, none, 'no-number.jpg', (picture) => picture.rotate(180)), await draw(card, other, 'strange.jpg'), await draw(card, marks, 'listed.jpg')];
  const pages = await readTemplateBatch({ templateFile, files, cropFolder: path.join(folder, 'number-crops'), roster: [{ candidateNo: truthOf(card, marks)['考号'] ?? '', name: '', class: '', extra: {} }] });
  const crops = pages.map(({ outcome }) => (outcome.kind === 'read' ? [outcome.stranger, ...outcome.crops.flatMap(({ field, file }) => (field === '考号' ? [file] : []))] : []));
  expect(crops).toEqual([['no-number', expect.any(String)], ['not-on-roster', expect.any(String)], [null]]);
  // As large as the grid with room around it.
  const [, shown] = crops[0] ?? [], { width, height } = await sharp(shown ?? '').metadata(), mm = 25.4 / 150 * card.width / 210;
  expect([width * mm, height * mm].map((units) => Math.round(units / 10) * 10)).toEqual([530, 370]);
});

test('pages that take too long beside others are read once more, alone', async () => {
  const templateFile = path.join(folder, 'slow.json');
  await writeFile(templateFile, JSON.stringify(plain.template));
  const marks = [1, 2].map((seed) => marksFor(plain, seed));
  const files = await Promise.all(marks.map((own, k) => draw(plain, own, `slow-${k}.jpg`)));
  const done: number[] = [];
  // No page is read within a millisecond.
  const pages = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 1, timeoutMs: 1, onPage: (count) => done.push(count) });
  expect(pages.map(valuesOf)).toEqual(marks.map((own) => truthOf(plain, own)));
  expect(done).toEqual([1, 2]);
});

test('zhiyue read writes the answers as grade does, by the template\'s labels, and goes on where it was stopped', async () => {
  const templateFile = path.join(folder, 'card.json');
  await writeFile(templateFile, JSON.stringify(card.template));
  const marks: Marks = { ...marksFor(card, 5), q1: 'A' };
  await draw(card, marks, 'one.jpg');
  const out = path.join(folder, 'out'), whole = await readFile(path.join(folder, 'one.jpg'));
  await writeFile(path.join(folder, 'broken.jpg'), 'not a picture');
  // What a program left of it that ends every file it copies: a decoder only warns.
  await writeFile(path.join(folder, 'lost.jpg'), Buffer.concat([whole.subarray(0, 0.05 * whole.length), Buffer.from([0xff, 0xd9])]));
  const files = ['one.jpg', 'broken.jpg', 'lost.jpg'].map((name) => ({ path: path.join(folder, name), name }));
  // Stopped as soon as the first page is read.
  const stop = new AbortController();
  await mkdir(out);
  const stopped = readTemplateBatch({ templateFile, files: files.slice(0, 2), cropFolder: path.join(out, 'crops'), workers: 1, kept: await KeptPages.in(out, templateFile, []), signal: stop.signal, onPage: (done) => { if (done === 2) stop.abort(); } });
  await stopped.catch(() => {});
  const before = await (await KeptPages.in(out, templateFile, [])).countOf(files.map((file) => file.path));
  expect([before, (await KeptPages.in(out, templateFile, [{ candidateNo: '1', name: '', class: '', extra: {} }])).others]).toEqual([1, true]);
  const run = await zhiyue(['read', '--lang', 'en', '--template', templateFile, '--out', out, ...files.map((file) => file.path)]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toContain('Going on where the last run was stopped; files it has read: 1');
  expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([]);
  const rows: Record<string, string>[] = parse(await readFile(path.join(out, 'answers.csv')), { columns: true });
  expect(rows).toHaveLength(3);
  expect(await readFile(path.join(out, 'exceptions.csv'), 'utf8')).toContain('lost.jpg,1,,unreadable,,,The file is damaged;');
  expect(rows[0]).toMatchObject({ source_file: 'one.jpg', source_page: '1', candidate_no: truthOf(card, marks)['考号'], status: 'ok', residual_mm: expect.stringMatching(/^0\.\d+$/), q1: 'A', q30: marks['q30'] });
  expect(rows[1]).toMatchObject({ source_file: 'broken.jpg', status: 'failed', residual_mm: '', q1: '' });
});

test('a template is checked alone and against scans, and nothing is written', async () => {
  const own = path.join(folder, 'checked'), templateFile = path.join(own, 'card.json'), broken = path.join(own, 'broken.json');
  await mkdir(own);
  await writeFile(templateFile, JSON.stringify(card.template));
  await writeFile(broken, JSON.stringify({ ...card.template, candidate: 'nobody' }));
  const scans = await Promise.all([draw(card, marksFor(card, 5), 'checked/fits.jpg'), draw(plain, marksFor(plain, 1), 'checked/other.jpg')]);
  const before = await readdir(own), check = (...args: string[]) => zhiyue(['template', '--lang', 'en', 'check', ...args]);
  const alone = await check(templateFile);
  expect([alone.code, alone.stdout], alone.stderr).toEqual([0, `${templateFile} can be used (38 fields, 200 bubbles, 31 columns)\n  The column 考号 says whose a sheet is. If that is wrong, put the right column's name behind "candidate" in ${templateFile}; if none does, take that line out.\n`]);
  const reversible = path.join(own, 'reversible.json'), asked = { fields: ['q1', 'q2', 'q3', 'q4', 'q5', 'q6'], values: ['A', 'B', 'C', 'D'] };
  await writeFile(reversible, JSON.stringify({ ...card.template, candidate: undefined, columns: asked.fields.map((name) => ({ name, fields: [name] })), blocks: [{ name: 'asked', x: 300, y: 400, ...asked, valueGap: 60, fieldGap: 50, direction: 'horizontal' }] }));
  expect((await check(reversible)).stdout).toContain('look the same turned half around or in a mirror');
  await rm(reversible);
  const both = await check(templateFile, ...scans.map((scan) => scan.path));
  expect([both.code, both.stdout.split('\n').slice(2)], both.stderr).toEqual([0, [expect.stringMatching(/^ {2}fits\.jpg: found, 0\.\d\d mm off, (100\.0|99\.\d) % of the bubbles seen$/), expect.stringMatching(/^ {2}other\.jpg: not read.*\. .*sheet/), '']]);
  expect((await check(templateFile, scans[1]?.path ?? '')).code).toBe(1);
  const wrong = await check(broken);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('nobody')]);
  const unknown = await zhiyue(['template', '--lang', 'en', 'mend', templateFile]);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('template: "mend" is none of import, check')]);
  expect(await readdir(own)).toEqual(before);
});

test('scores by an answer key say of how many answers they are guesses; a read that is stopped says what is kept', async () => {
  const templateFile = path.join(folder, 'keyed.json'), keyFile = path.join(folder, 'key.json'), out = path.join(folder, 'out-key');
  await writeFile(templateFile, JSON.stringify(card.template));
  const answers = Array.from({ length: 30 }, () => 'A');
  await writeFile(keyFile, JSON.stringify({ source_type: 'custom', options: { questions_in_order: ['q1..30'], answers_in_order: answers }, marking_schemes: { DEFAULT: { correct: 1, incorrect: 0, unmarked: 0 } } }));
  const marks: Marks = { ...marksFor(card, 5), ...Object.fromEntries(labels('q', 1, 30).map((q) => [q, 'A'])) };
  const clean = await draw(card, marks, 'clean.jpg');
  // Two of the answers are struck through.
  const strokes = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${card.width}" height="${card.height}">${[800, 876].map((y) => `<path d="M178 ${y + 26} L236 ${y - 6} M178 ${y - 6} L236 ${y + 26}" stroke="#333" stroke-width="4"/>`).join('')}</svg>`);
  await sharp(clean.path).composite([{ input: strokes }]).jpeg({ quality: 85 }).toFile(path.join(folder, 'struck.jpg'));
  await writeFile(path.join(folder, 'broken.jpg'), 'not a picture');
  const order = ['read', '--lang', 'en', '--template', templateFile, '--evaluation', keyFile, '--out', out, clean.path, path.join(folder, 'struck.jpg'), path.join(folder, 'broken.jpg')];

  const stopping = start([...order, '--workers', '1']);
  await stopping.saw('0 of 3 pages');
  stopping.child.kill('SIGINT');
  const stopped = await stopping.ended;
  expect(stopped.code, stopped.stderr).toBe(1);
  expect(stopped.stderr).toContain('No table was written yet');
  // A page that was read before the signal came may be kept.
  expect((await readdir(out)).filter((name) => name.endsWith('.csv') || (name.startsWith('.') && name !== '.zhiyue-read.jsonl'))).toEqual([]);

  // Of a run before that had other pages; and what a person has put there.
  await mkdir(path.join(out, 'crops'), { recursive: true });
  for (const name of ['old-p1-q1.jpg', 'own.jpg']) await writeFile(path.join(out, 'crops', name), 'a picture');
  await writeFile(path.join(out, 'exceptions.csv'), 'source_file,source_page,candidate_no,kind,field,confidence,detail,crop\nold.jpg,1,,doubtful,q1,0.5,faint,crops/old-p1-q1.jpg\n');

  const run = await zhiyue(order);
  expect(run.code, run.stderr).toBe(0);
  expect((await readdir(path.join(out, 'crops'))).filter((name) => !name.startsWith('struck'))).toEqual(['own.jpg']);
  const rows: Record<string, string>[] = parse(await readFile(path.join(out, 'scores.csv')), { columns: true });
  expect(rows.map(({ status, unsure }) => [status, unsure])).toEqual([['review', '0'], ['review', '2'], ['failed', '']]);
  expect(rows[0]).toMatchObject({ total: '30' });
  const number = rows[0]?.['candidate_no'] ?? '', right = [...number].toReversed().join('');
  expect([rows[1]?.['candidate_no'], right === number]).toEqual([number, false]);
  expect(run.stdout).toContain('\nExceptions: 5\n  duplicate: 2\n  doubtful mark: 2\n  unreadable: 1\n');
  expect(await readFile(path.join(out, 'exceptions.csv'), 'utf8')).toContain(`clean.jpg,1,${number},duplicate,,,"The number ${number} is also on struck.jpg:`);

  expect((await readdir(out)).toSorted()).toEqual(['answers.csv', 'answers.xlsx', 'crops', 'exceptions.csv', 'quality.csv', 'scores.csv']);
  // A person settles one of the two, corrects the number that two pages have, and puts an answer of the page that was not read in, but not whose it is; Excel saves it with semicolons.
  const [head = '', ...lines] = (await readFile(path.join(out, 'answers.csv'), 'utf8')).trim().split('\n');
  const corrected = lines.map((line) => line.replace('?', '').replace(/^(broken.*?),$/, '$1,A')).map((line) => (line.startsWith('struck') ? line.replaceAll(number, right) : line));
  await writeFile(path.join(out, 'answers.csv'), `\uFEFF${[head, ...corrected].join('\r\n').replaceAll(',', ';')}\r\n`);
  const scored = await zhiyue(['score', '--lang', 'en', '--template', templateFile, '--evaluation', keyFile, '--out', path.join(folder, 'out-score'), path.join(out, 'answers.csv')]);
  expect(scored.code, scored.stderr).toBe(0);
  expect(scored.stdout).toContain('Pages: 3 (ok 1, waiting for a person 2, unreadable 0)');
  const after: Record<string, string>[] = parse(await readFile(path.join(folder, 'out-score', 'scores.csv')), { columns: true });
  expect(after.map(({ candidate_no, status, total, unsure }) => [candidate_no, status, total, unsure])).toEqual([[rows[0]?.['candidate_no'], 'ok', '30', '0'], [right, 'review', rows[1]?.['total'], '1'], ['', 'review', '1', '0']]);

  // Scored into the same folder, and then somebody reads the scans once more.
  const into = await zhiyue(['score', '--lang', 'en', '--template', templateFile, '--evaluation', keyFile, '--out', out, path.join(out, 'answers.csv')]);
  expect(into.code, into.stderr).toBe(0);
  const settled = await readFile(path.join(out, 'scores.csv'), 'utf8'), again = await zhiyue(order);
  expect(again.code, again.stderr).toBe(0);
  const kept = (await readdir(out)).filter((name) => /^(answers|scores)-/.test(name)).toSorted();
  expect(kept).toEqual([expect.stringMatching(/^answers-[\d-]+\.csv$/), expect.stringMatching(/^scores-[\d-]+\.csv$/)]);
  expect(await readFile(path.join(out, kept[1] ?? ''), 'utf8')).toBe(settled);
  for (const name of kept) expect(again.stderr).toContain(`There were other answers or scores here: of a run before, or corrected. They are kept as ${name}.`);
});

test('a template imported into another folder has its markers beside it, also when the original is gone', async () => {
  const original = path.join(folder, 'original'), imported = path.join(folder, 'imported');
  await mkdir(original, { recursive: true });
  const side = 62;
  const marker = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="black"/><circle cx="31" cy="31" r="24" fill="white"/><circle cx="31" cy="31" r="13" fill="black"/></svg>`)).png().toBuffer();
  await writeFile(path.join(original, 'marker.png'), marker);
  // Their centres are the corners of the sheet as it is drawn.
  const corners = [0, plain.width].flatMap((x) => [0, plain.height].map((y) => ({ input: marker, left: 60 + x - side / 2, top: 60 + y - side / 2 })));
  const marks = marksFor(plain, 3);
  const drawn = await sharp(Buffer.from(plain.svg(marks))).flatten({ background: '#fff' }).extend({ top: 60, bottom: 60, left: 60, right: 60, background: '#fff' }).png().toBuffer();
  await sharp(drawn).composite(corners).jpeg().toFile(path.join(folder, 'marked.jpg'));
  await writeFile(path.join(original, 'template.json'), JSON.stringify({ ...plain.template, registration: { markers: { image: 'marker.png', widthShare: side / plain.width } } }));

  const template = path.join(imported, 'sheet.json');
  const brought = await zhiyue(['template', 'import', path.join(original, 'template.json'), '--out', template]);
  expect(brought.code, brought.stderr).toBe(0);
  expect(brought.stdout).toContain('marker.png');
  // The original marker lies among the pages, and is none.
  await copyFile(path.join(folder, 'marked.jpg'), path.join(original, 'marked.jpg'));
  const amid = await zhiyue(['read', '--lang', 'en', '--template', template, '--out', path.join(folder, 'out-amid'), original]);
  expect(amid.stdout, amid.stderr).toContain('Pages: 1 (ok 1,');
  expect(amid.stderr).toContain('marker.png');
  await rm(original, { recursive: true });
  const read = () => zhiyue(['read', '--lang', 'en', '--template', template, '--out', path.join(folder, 'out-imported'), path.join(folder, 'marked.jpg')]);
  const run = await read();
  expect(run.code, run.stderr + run.stdout).toBe(0);
  const [row]: Record<string, string>[] = parse(await readFile(path.join(folder, 'out-imported', 'answers.csv')), { columns: true });
  expect(row).toMatchObject({ status: 'ok', ...truthOf(plain, marks) });

  await rm(path.join(imported, 'marker.png'));
  const without = await read();
  expect(without.code).toBe(2);
  expect(without.stderr).toContain('the picture marker.png that the template names is not beside it');
});

const open = realData;
if (open === null) {
  // Other people's scans stay out of the repository.
  console.log('tests of real scans are skipped: ../shared/realdata is not here');
  test.skip('real scans are read without a silent error (../shared/realdata is not here)', () => {});
} else {
  test.each(cases.filter(({ name }) => ['omrc-camscanner-1', 'formscanner-test', 'omrc-waec-blank'].includes(name)))('$name is read without a silent error', async (one) => {
    const where = path.join(open, one.name);
    const images = await scoreCase(where, await readerOf(one, where), 1);
    expect(images.flatMap(({ fields }) => fields.filter((f) => f.outcome === 'silent'))).toEqual([]);
    const all = images.flatMap(({ fields }) => fields);
    expect(all.filter((f) => f.outcome === 'right').length).toBeGreaterThan(0.85 * all.length);
  });

  test('a template whose boxes are much larger than the bubbles does not read a real page a row beside', async () => {
    const one = cases.find(({ name }) => name === 'formscanner-test')!, where = path.join(open, one.name), [first = ''] = (await readdir(where)).filter((name) => name.endsWith('.jpg')).sort();
    // Drawn by a person on the scan of 2480 pixels: the circles are 32 pixels wide, the boxes 46.
    const blocks = [{ name: 'ID', x: 468, y: 1028, fields: labels('id', 1, 6), values: [...'0123456789'], direction: 'vertical', valueGap: 89.2, fieldGap: 90.6 }, ...[1, 21].map((from) => ({ name: `q${from}`, x: from === 1 ? 1291 : 1842.5, y: from === 1 ? 1048 : 1046, fields: labels('q', from, from + 19), values: [...'ABCD'], direction: 'horizontal', valueGap: 91.3, fieldGap: 83.4 }))];
    const wide = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 2480, height: 3437, widthMm: 210 }, bubble: { w: 46, h: 46 }, blocks, columns: questions(1, 40) }, { reading: right } = await readPicture(path.join(where, first), await readerOf(one, where), { page: 1 });
    const { reading } = await readPicture(path.join(where, first), templateReader(expandTemplate(templateSchema.parse(wide))), { page: 1 }), truth = new Map(right.columns.map(({ name, value }) => [name, value]));
    expect(reading.columns.filter(({ name, value, doubtful }) => truth.has(name) && !doubtful && value !== truth.get(name))).toEqual([]);
  });

  test.each([['mcr-75q-bilevel300', 'multiple_choice_sheet_75q.pdf'], ['mcr-150q', 'multiple_choice_sheet_150q.pdf'], ['aruco-blue-300dpi', 'blank-omr.png']])('a real sheet as it was printed (%s) is one page that may be blank, with nobody\'s number', async (name, file) => {
    const one = cases.find((each) => each.name === name), where = path.join(open, name);
    if (one === undefined) throw new Error('the case is not there');
    const { reading } = await readPicture(path.join(where, file), await readerOf(one, where), { page: 1 });
    expect(reading.whole).toBe('unmarked');
    expect(reading.fields.filter(({ doubt }) => doubt !== null).map(({ label }) => label)).toEqual([]);
    expect(reading.columns.filter(({ value, doubtful }) => value !== '' || doubtful)).toEqual([]);
  });

  test('letters that are printed above a real sheet\'s columns are no row more, however it lies', async () => {
    const where = path.join(open, 'formscanner-test'), one = cases.find(({ name }) => name === 'formscanner-test'), scan = sharp(path.join(where, 'T00003.jpg'));
    if (one === undefined) throw new Error('the case is not there');
    const reader = await readerOf(one, where), { width, height } = await scan.metadata();
    for (const change of [(p: Sharp) => p.rotate(180), (p: Sharp) => p.resize({ width, height: Math.round(1.03 * height), fit: 'fill' })]) {
      const file = path.join(folder, 'changed.jpg');
      await change(scan.clone()).jpeg({ quality: 92 }).toFile(file);
      expect((await readPicture(file, reader, { page: 1 })).reading.trouble).toBeNull();
    }
  });
}
