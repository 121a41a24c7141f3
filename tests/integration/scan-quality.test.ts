/** What `read` and `grade` say of how their pages were scanned. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { csvRows, scratch, zhiyue } from '../e2e/zhiyue.ts';
import { card, marksFor } from '../fixtures/foreign-sheet.ts';

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
  const rows = await csvRows(path.join(out, 'quality.csv'));
  expect(rows.map(({ source_file, streaks_percent, faults }) => [source_file, streaks_percent, faults])).toEqual([['0.jpg', '37', 'streak'], ['1.jpg', '37', 'streak'], ['2.jpg', '37', 'streak'], ['3.jpg', '', 'double-feed']]);
  // 1240 pixels across 210 mm, and 700 more rows.
  for (const row of rows) expect(Math.abs(Number(row['dpi']) - 150)).toBeLessThan(2);
  expect(Math.abs(Number(rows[3]?.['longer_mm']) - 700 / 1240 * 210)).toBeLessThan(1.5);
  const json = await zhiyue(['read', '--json', '--template', folder.at('template.json'), '--out', out, scans]);
  expect(JSON.parse(json.stdout)).toMatchObject({ scan_quality: [{ fault: 'streak', pages: ['0.jpg', '1.jpg', '2.jpg'] }, { fault: 'double-feed', pages: ['3.jpg'] }] });
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
