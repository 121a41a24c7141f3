/**
 * Photographs every screen in both languages, with the bundled example in the station, into `docs/images/<language>/<screen>.webp`; `docs/screens.md` shows them.
 * `node scripts/make-screenshots.ts [screen …]`. Needs the built screens and a Chromium (`npm run setup`).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { z } from 'zod';
import { connectLocal } from '../src/client/connect-local.ts';
import type { StationClient } from '../src/client/station-client.ts';

const root = path.resolve(import.meta.dirname, '..');
const [width, height, sharpness] = [1280, 800, 1.25];
const mostBytes = 120_000;

interface Shot {
  /** In the address; `EXAM` stands for the example's id. */
  readonly place: string;
  /** What has to be there before the picture is taken. */
  readonly see: string;
  readonly before?: (page: Page) => Promise<void>;
  readonly dark?: true;
}

const shots: Readonly<Record<string, Shot>> = {
  'exams': { place: '#/exams', see: '[data-exam]' },
  'new-exam': { place: '#/new-exam', see: 'textarea', before: async (page) => {
    const english = await page.evaluate(() => document.documentElement.lang === 'en');
    await page.locator('#content input:not([type=radio])').first().fill(english ? 'Mathematics 8, mid-term' : '八年级数学期中');
    await page.locator('#content textarea').first().fill('BACDABCDAB');
    await page.locator('#content aside img').waitFor();
  } },
  'overview': { place: '#/exams/EXAM', see: '[data-exam]' },
  'questions': { place: '#/exams/EXAM/questions', see: '[data-question]' },
  'roster': { place: '#/exams/EXAM/roster', see: '[role=cell]' },
  'sheets': { place: '#/exams/EXAM/sheets', see: 'li img' },
  'scan': { place: '#/exams/EXAM/scan', see: '[data-page] img' },
  'exceptions': { place: '#/exams/EXAM/exceptions', see: '[data-exception]' },
  'exceptions-dark': { place: '#/exams/EXAM/exceptions', see: '[data-exception]', dark: true },
  'results': { place: '#/exams/EXAM/results', see: '[data-row]' },
  'questions-results': { place: '#/exams/EXAM/results/q/21', see: '[role=cell]' },
  'candidate': { place: '#/exams/EXAM/results/25080111', see: '[data-question]' },
  'analysis': { place: '#/exams/EXAM/analysis', see: 'figure svg' },
  'monitor': { place: '#/monitor', see: 'tr[data-type]' },
  'chain': { place: '#/monitor', see: 'tr[data-type]', before: async (page) => {
    await page.locator('tr[data-type="grading.completed"] button').first().click();
    await page.locator('[data-chain="page.received"]').waitFor();
  } },
  'templates': { place: '#/templates/TEMPLATE', see: '[data-block]', before: async (page) => {
    await page.locator('[data-block]').first().click();
    await page.locator('svg image').waitFor();
  } },
  'network': { place: '#/lan', see: '#content section' },
  'who-did-what': { place: '#/audit', see: 'tr[data-type]' },
  'settings': { place: '#/settings', see: '#content h2' },
};

async function startStation(dataFolder: string): Promise<{ readonly child: ChildProcess; readonly address: string; readonly client: StationClient }> {
  const child = spawn(process.execPath, [path.join(root, 'src/cli/zhiyue.mjs'), 'serve', '--port', '0', '--data-dir', dataFolder], { env: { ...process.env, LC_ALL: 'en_US.UTF-8' }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of child.stdout) if (String(text).includes('is ready')) break;
  const file = z.object({ address: z.string(), token: z.string() }).parse(JSON.parse(await readFile(path.join(dataFolder, 'operator.json'), 'utf8')));
  return { child, address: file.address, client: connectLocal(file) };
}

const layoutSchema = z.object({ pages: z.array(z.object({ width: z.number(), bubbles: z.array(z.object({ field: z.string(), x: z.number(), y: z.number(), w: z.number(), h: z.number(), value: z.string() })) })).min(1) });

/** The example's own sheet as if it were somebody else's: two blocks over an empty one. */
async function drawnTemplate(client: StationClient, examId: string): Promise<string> {
  const exam = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path.join(root, 'resources/example/exam.json'), 'utf8')));
  const picture = await client.request('previewSheet', { query: { page: 1, kind: 'blank', width: 2000 }, body: exam });
  const { templateId, revision, width: pixels } = await client.request('createTemplate', { query: { name: '往届答题卡' }, body: new Uint8Array(await picture.arrayBuffer()) });
  const [page] = layoutSchema.parse(JSON.parse(await (await client.request('getLayout', { params: { examId }, query: { kind: 'blank' } })).text())).pages;
  if (page === undefined) throw new Error('The example has no page.');
  const perMm = pixels / page.width;
  const block = (name: string, fields: readonly string[], direction: 'horizontal' | 'vertical') => {
    const [first = [], second = []] = fields.slice(0, 2).map((field) => page.bubbles.filter((bubble) => bubble.field === field));
    const [a, b] = first, [c] = second;
    if (a === undefined || b === undefined || c === undefined) throw new Error(`The example has no bubbles for ${name}.`);
    const [valueGap, fieldGap] = direction === 'horizontal' ? [b.x - a.x, c.y - a.y] : [b.y - a.y, c.x - a.x];
    return { name, x: a.x * perMm, y: a.y * perMm, w: a.w * perMm, h: a.h * perMm, fields: [...fields], values: first.map(({ value }) => value), direction, valueGap: valueGap * perMm, fieldGap: fieldGap * perMm, column: null, candidate: false };
  };
  const blocks = [block('考号', Array.from({ length: 8 }, (_, i) => `candidate:${i}`), 'vertical'), block('选择题 1–5', ['1', '2', '3', '4', '5'], 'horizontal')];
  await client.request('saveTemplate', { params: { templateId }, body: { revision, name: '往届答题卡', blocks } });
  return templateId;
}

/** Small enough for a page with twenty of them. */
async function compressed(png: Buffer): Promise<Buffer> {
  for (let quality = 82; ; quality -= 8) {
    const webp = await sharp(png).webp({ quality, effort: 6 }).toBuffer();
    if (webp.length < mostBytes || quality < 30) return webp;
  }
}

const wanted = process.argv.slice(2);
const found = spawnSync(process.execPath, [path.join(root, 'scripts/setup/chromium.mjs')], { encoding: 'utf8' });
if (found.status !== 0) throw new Error(found.stderr);
const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-'));
const { child, address, client } = await startStation(path.join(folder, 'station'));
const browser = await chromium.launch({ executablePath: found.stdout.trim(), args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
try {
  const { examId, batchId } = await client.request('openExample', {});
  await mkdir(path.join(folder, 'scanner'));
  await client.request('watchFolder', { params: { examId }, body: { folder: path.join(folder, 'scanner'), batch: '补扫' } });
  while ((await client.request('getBatch', { params: { batchId } })).state !== 'completed') await wait(500);
  const templateId = await drawnTemplate(client, examId);
  const names = Object.keys(shots);
  const whileWatching = names.slice(0, names.indexOf('scan') + 1);
  // Until nobody watches the folder any more, nobody is absent.
  for (const [language, isWatching] of [['zh-CN', true], ['en', true], ['zh-CN', false], ['en', false]] as const) {
    if (!isWatching) await client.request('stopWatch', { params: { examId } });
    await mkdir(path.join(root, 'docs/images', language), { recursive: true });
    const { code } = await client.request('createPairing', { body: { role: 'operator', exams: 'all' } });
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: sharpness, locale: language, reducedMotion: 'reduce', timezoneId: 'Asia/Shanghai' });
    const page = await context.newPage();
    await page.goto(`${address}/#pair=${code}`);
    await page.locator('form input').nth(1).fill(language === 'en' ? 'Ms Chen' : '陈老师');
    await page.locator('form button[type=submit]').click();
    await page.locator('#content').waitFor();
    for (const [name, { place, see, before, dark }] of Object.entries(shots)) {
      if ((wanted.length > 0 && !wanted.includes(name)) || isWatching !== whileWatching.includes(name)) continue;
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      const hash = place.replace('EXAM', examId).replace('TEMPLATE', templateId);
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.locator(see).first().waitFor();
      await before?.(page);
      // Pictures of pages come a little after the page; the pointer points at nothing.
      await page.mouse.move(0, 0);
      await page.waitForLoadState('networkidle');
      await wait(700);
      await writeFile(path.join(root, 'docs/images', language, `${name}.webp`), await compressed(await page.screenshot()));
      await page.keyboard.press('Escape');
    }
    await context.close();
  }
} finally {
  await browser.close();
  client.close();
  child.kill('SIGTERM');
  await once(child, 'exit');
  await rm(folder, { recursive: true, force: true });
}
