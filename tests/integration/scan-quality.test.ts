/** What `read` and `grade` say of how their pages were scanned. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { csvRows, scratch, zhiyue } from '../e2e/zhiyue.ts';
import { card, marksFor, plain } from '../fixtures/foreign-sheet.ts';

const folder = await scratch();
afterAll(() => folder[Symbol.asyncDispose]());

/** A speck on the glass, at 37 % of the width. */
async function withStreak(picture: Buffer, file: string): Promise<void> {
  const { width, height } = await sharp(picture).metadata();
  const line = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect x="${width * 0.37 - 1}" width="3" height="${height}" fill="#555" fill-opacity="0.6"/></svg>`;
  await sharp(picture).composite([{ input: Buffer.from(line) }]).jpeg({ quality: 88 }).toFile(file);
}

const streakSaid = /Scan quality \(each page in quality\.csv\):\n {2}Line of dirt: 3 \([^)]*\)\. Wipe the narrow glass strip of the feeder/;

test('read tells a line of dirt and a sheet that came out too long, in words, in its JSON and page by page in millimetres', async () => {
  const scans = folder.at('foreign'), out = folder.at('read');
  await mkdir(scans);
  await writeFile(folder.at('template.json'), JSON.stringify(card.template));
  for (const k of [0, 1, 2, 3]) {
    const drawn = await sharp(Buffer.from(card.svg(marksFor(card, k)))).flatten({ background: '#fff' }).png({ compressionLevel: 0 }).toBuffer();
    if (k < 3) await withStreak(drawn, path.join(scans, `${k}.jpg`));
    else await sharp(drawn).extend({ bottom: 700, background: '#fff' }).jpeg().toFile(path.join(scans, '3.jpg'));
  }
  const run = await zhiyue(['read', '--lang', 'en', '--template', folder.at('template.json'), '--out', out, scans]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).toMatch(streakSaid);
  expect(run.stdout).toContain('Much too long: 1 (3.jpg). Two sheets may have gone through at once');
  // Nothing waits for a person, and no empty folder for its pictures is left.
  expect((await readdir(out)).toSorted()).toEqual(['answers.csv', 'answers.xlsx', 'exceptions.csv', 'quality.csv']);
  const rows = await csvRows(path.join(out, 'quality.csv'));
  expect(rows.map(({ source_file, streaks_percent, faults }) => [source_file, streaks_percent, faults])).toEqual([['0.jpg', '37', 'streak'], ['1.jpg', '37', 'streak'], ['2.jpg', '37', 'streak'], ['3.jpg', '', 'double-feed']]);
  // 1240 pixels across 210 mm, and 700 more rows.
  for (const row of rows) expect(Math.abs(Number(row['dpi']) - 150)).toBeLessThan(2);
  expect(Math.abs(Number(rows[3]?.['longer_mm']) - 700 / 1240 * 210)).toBeLessThan(1.5);
  const json = await zhiyue(['read', '--json', '--template', folder.at('template.json'), '--out', out, scans]);
  expect(JSON.parse(json.stdout)).toMatchObject({ scan_quality: [{ fault: 'streak', pages: ['0.jpg', '1.jpg', '2.jpg'] }, { fault: 'double-feed', pages: ['3.jpg'] }] });
});

test('a sheet far askew and a scan of a few pixels are told, and so is the length of a picture in which a sheet that looks the same upside down is seen', async () => {
  const scans = folder.at('askew');
  await mkdir(scans);
  await writeFile(folder.at('card.json'), JSON.stringify(card.template));
  await writeFile(folder.at('plain.json'), JSON.stringify(plain.template));
  const drawn = await sharp(Buffer.from(card.svg(marksFor(card, 1)))).flatten({ background: '#fff' }).png().toBuffer();
  for (const degrees of [7, 40]) await sharp(drawn).rotate(degrees, { background: '#fff' }).jpeg().toFile(path.join(scans, `${degrees}.jpg`));
  await sharp(drawn).resize({ width: 198 }).png().toFile(path.join(scans, 'few.png'));
  const run = await zhiyue(['read', '--lang', 'en', '--template', folder.at('card.json'), '--out', folder.at('read-askew'), scans]);
  expect(run.code, run.stderr).toBe(0);
  expect((await csvRows(folder.at('read-askew', 'quality.csv'))).map(({ source_file, faults }) => [source_file, faults])).toEqual([['7.jpg', 'skewed'], ['40.jpg', 'skewed'], ['few.png', 'blurred']]);

  // Its squares without letters or numbers, and nearly half as much paper again.
  const bare = plain.svg(marksFor(plain, 1)).replaceAll(/<text.*?<\/text>/g, ''), long = await sharp(Buffer.from(bare)).flatten({ background: '#fff' }).extend({ bottom: 790, background: '#fff' }).png().toBuffer();
  await sharp(long).toFile(folder.at('long.png'));
  // As high, and narrower: a third of it was cut off.
  await sharp(Buffer.from(bare)).flatten({ background: '#fff' }).extract({ left: 0, top: 0, width: 856, height: 1754 }).toFile(folder.at('narrow.png'));
  const other = await zhiyue(['read', '--lang', 'en', '--template', folder.at('plain.json'), '--out', folder.at('read-long'), folder.at('long.png'), folder.at('narrow.png')]);
  expect(other.code, other.stderr).toBe(1);
  expect((await csvRows(folder.at('read-long', 'exceptions.csv'))).map(({ detail }) => detail)).toEqual([expect.stringContaining('much longer than the sheet'), expect.stringContaining('another shape than the sheet')]);
  expect((await csvRows(folder.at('read-long', 'quality.csv'))).map(({ faults }) => faults)).toEqual(['double-feed', '']);
});

test('pictures are named only where some were cut out, and those of another run among the scans are no pages', async () => {
  const scans = folder.at('twice'), drawn = await sharp(Buffer.from(card.svg(marksFor(card, 2)))).flatten({ background: '#fff' }).png().toBuffer();
  await mkdir(scans);
  for (const name of ['a.png', 'b.png']) await writeFile(path.join(scans, name), drawn);
  await writeFile(folder.at('card.json'), JSON.stringify(card.template));
  const read = (out: string) => zhiyue(['read', '--lang', 'en', '--template', folder.at('card.json'), '--out', out, scans]);
  // Two sheets with one number wait, and nothing of them is doubtful.
  const clean = await read(folder.at('read-clean'));
  expect(clean.code, clean.stderr).toBe(0);
  expect(clean.stdout).toContain('waiting for a person 2');
  expect(clean.stdout).not.toContain('crops');
  await sharp(drawn).resize({ width: 100 }).png().toFile(path.join(scans, 'tiny.png'));
  const first = await read(path.join(scans, 'first'));
  expect(first.stdout).toContain('with pictures in crops/');
  expect(await readdir(path.join(scans, 'first', 'crops'))).toHaveLength(1);
  const second = await read(folder.at('read-second'));
  expect(second.stderr).toContain('Skipped, not a scan: first/answers.csv, first/answers.xlsx, first/crops/, first/exceptions.csv, first/quality.csv');
  expect((await csvRows(folder.at('read-second', 'answers.csv'))).map(({ source_file }) => source_file)).toEqual(['a.png', 'b.png', 'tiny.png']);
});

test('grade tells it of its own sheets, and says nothing of good ones', async () => {
  await writeFile(folder.at('small.json'), JSON.stringify({ id: 'small', title: '小测', subject: '数学', page: 'A4', candidateNumber: { digits: 4 }, questions: [{ no: '1-3', type: 'single', options: 4, key: 'ABC', points: 1 }] }));
  const simulated = await zhiyue(['simulate', '--exam', folder.at('small.json'), '--count', '3', '--seed', '1', '--out', folder.at('scans')]);
  expect(simulated.code, simulated.stderr).toBe(0);
  await mkdir(folder.at('streaked'));
  const names = (await readdir(folder.at('scans'))).filter((name) => name.endsWith('.jpg'));
  for (const name of names) await withStreak(await readFile(folder.at('scans', name)), folder.at('streaked', name));
  const grade = (scans: string, out: string) => zhiyue(['grade', '--lang', 'en', '--exam', folder.at('small.json'), '--out', folder.at(out), folder.at(scans)]);
  const good = await grade('scans', 'good'), bad = await grade('streaked', 'bad');
  expect([good.code, bad.code], good.stderr + bad.stderr).toEqual([0, 0]);
  expect(good.stdout).not.toContain('Scan quality');
  expect(bad.stdout).toMatch(streakSaid);
  expect((await csvRows(folder.at('bad', 'quality.csv'))).map(({ faults }) => faults)).toEqual(names.map(() => 'streak'));
});
