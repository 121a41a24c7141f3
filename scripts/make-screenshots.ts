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
    await page.locator('#content input:not([type=radio])').first().fill('八年级数学期中');
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
  'network': { place: '#/lan', see: 'section' },
  'who-did-what': { place: '#/audit', see: 'tr[data-type]' },
  'settings': { place: '#/settings', see: '#content h2' },
};

async function startStation(dataFolder: string): Promise<{ readonly child: ChildProcess; readonly address: string; readonly client: StationClient }> {
  const child = spawn(process.execPath, [path.join(root, 'src/cli/zhiyue.mjs'), 'serve', '--port', '0', '--data-dir', dataFolder], { env: { ...process.env, LC_ALL: 'en_US.UTF-8' }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of child.stdout) if (String(text).includes('is ready')) break;
  const file = z.object({ address: z.string(), token: z.string() }).parse(JSON.parse(await readFile(path.join(dataFolder, 'operator.json'), 'utf8')));
  return { child, address: file.address, client: connectLocal(file) };
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
  for (const language of ['zh-CN', 'en'] as const) {
    await mkdir(path.join(root, 'docs/images', language), { recursive: true });
    const { code } = await client.request('createPairing', { body: { role: 'operator', exams: 'all' } });
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: sharpness, locale: language, reducedMotion: 'reduce', timezoneId: 'Asia/Shanghai' });
    const page = await context.newPage();
    await page.goto(`${address}/#pair=${code}`);
    await page.locator('form input').nth(1).fill(language === 'en' ? 'Ms Chen' : '陈老师');
    await page.locator('form button[type=submit]').click();
    await page.locator('#content').waitFor();
    for (const [name, { place, see, before, dark }] of Object.entries(shots)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      const hash = place.replace('EXAM', examId);
      // A screen of the station that this version has not.
      if (name !== 'new-exam' && await page.locator(`#side nav a[href="${hash.split('/').slice(0, 4).join('/')}"]`).count() === 0 && hash.split('/').length < 4) continue;
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
