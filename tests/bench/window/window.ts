/**
 * The operator's screen: how soon its first picture is there once the station is, and how soon a click shows, idle and while pages are being read and the LAN listens.
 * A click counts from the event until the new screen stands there (its name, and a note where it waits for the station), and until what the station answers stands on it; each to the frame after it. Beside it, in the same page, a click that only changes a colour: what browser and machine take by themselves.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Child, type FromCrowd, type ToCrowd } from '../live/messages.ts';
import type { FromWindowServer, ToWindowServer } from './messages.ts';
import { partNames, processorSeconds } from './processor.ts';

export interface WindowOptions { readonly clients: number; readonly perMinute: number; readonly clicks: number }
export const windowDefaults: WindowOptions = { clients: 1000, perMinute: 600, clicks: 60 };

const paintedWithinMs = 1000;
const answeredWithinMs = 100;
/** Until what the station says is there; it is asked over HTTP and works on the pages meanwhile. */
const filledWithinMs = 500;
/** More is put in than must be read, so that pages wait at every moment: of exactly as many, a page that comes in last is missing at the end. */
const putInShare = 1.1;
/** Of a stack of paper these come first: until then V8 still compiles what reads them, in threads that began with the stack. */
const warmUpPages = 150;
const warmUpMostMs = 60_000;
const loads = 5;
/** In the order in which they are gone through. */
const screens = ['monitor', 'overview', 'scan', 'exceptions', 'results', 'questions', 'exams'] as const;
const root = path.resolve(import.meta.dirname, '../../..');

/** Prints every figure with its bound; true when all are met. */
export async function benchWindow({ clients, perMinute, clicks }: WindowOptions, print: (text: string) => void): Promise<boolean> {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/setup/screens.mjs')], { encoding: 'utf8' });
  const found = spawnSync(process.execPath, [path.join(root, 'scripts/setup/chromium.mjs')], { encoding: 'utf8' });
  if (built.status !== 0 || found.status !== 0) throw new Error(built.stderr || found.stderr);
  using started = new DisposableStack();
  const server: Child<ToWindowServer, FromWindowServer> = started.use(new Child<ToWindowServer, FromWindowServer>('../window/server.ts', []));
  const at = await server.answer('ready');
  const browser = await chromium.launch({ executablePath: found.stdout.trim(), args: ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
  try {
    print(`\n== window: first picture, and ${clicks} clicks idle and with ${perMinute} pages a minute and ${clients} connections; the browser is on the same machine`);
    const page = await pairedPage(browser, server);
    const first = await firstPictures(page);
    print(`first picture       ${ms(median(first.map(({ painted }) => painted)))} after the address is opened; with the exams on it ${ms(median(first.map(({ filled }) => filled)))} (median of ${loads}, nothing kept by the browser)`);
    const idle = await answers(page, at.examId, clicks);
    print(line('idle', idle));

    const crowd: Child<ToCrowd, FromCrowd> = started.use(new Child<ToCrowd, FromCrowd>('./crowd.ts', []));
    crowd.ask({ kind: 'connect', server: 'station', at, count: clients });
    const { failed } = await crowd.answer('connected');
    if (failed > 0) throw new Error(`${failed} connections failed`);
    const { read: readBefore } = await readPages(server);
    server.ask({ kind: 'pages', perMinute: perMinute * putInShare });
    await server.answer('pages');
    let readThen = readBefore;
    for (const until = performance.now() + warmUpMostMs; readThen < readBefore + warmUpPages && performance.now() < until; readThen = (await readPages(server)).read) await sleep(100);
    const [then, usedThen] = [performance.now(), processorSeconds()];
    const busy = await answers(page, at.examId, clicks);
    const [tookMs, used] = [performance.now() - then, processorSeconds()];
    const { read, waiting } = await readPages(server);
    const rate = ((read - readThen) * 60_000) / tookMs;
    print(line('at work', busy));
    print(`by screen, idle     ${byScreen(idle)}\n          at work    ${byScreen(busy)}`);
    if (used.size > 0) print(`processor at work   ${partNames.map((part) => `${part} ${((((used.get(part) ?? 0) - (usedThen.get(part) ?? 0)) * 100_000) / tookMs).toFixed(0)} %`).join(', ')} of one core each; the machine has ${availableParallelism()}`);
    print(`pages read meanwhile: ${rate.toFixed(0)} a minute (${readThen - readBefore} before the first click, ${waiting} waited at the end)`);

    const painted = median(first.map((load) => load.painted));
    const p95 = percentile(busy.shown, 0.95);
    const verdicts: readonly (readonly [boolean, string])[] = [
      [painted < paintedWithinMs, `first picture within ${paintedWithinMs} ms: ${ms(painted)}`],
      [p95 < answeredWithinMs, `a click shows within ${answeredWithinMs} ms (p95) at work: ${ms(p95)} (idle ${ms(percentile(idle.shown, 0.95))}; a colour alone ${ms(percentile(busy.bare, 0.95))})`],
      [percentile(busy.filled, 0.95) < filledWithinMs, `what the station says is there within ${filledWithinMs} ms (p95) at work: ${ms(percentile(busy.filled, 0.95))} (idle ${ms(percentile(idle.filled, 0.95))})`],
      [rate >= perMinute, `${perMinute} pages a minute were read: ${rate.toFixed(0)} (${Math.round(perMinute * putInShare)} put in)`],
    ];
    for (const [met, text] of verdicts) print(`${met ? 'met   ' : 'MISSED'}  ${text}`);
    await crowd.end();
    return verdicts.every(([met]) => met);
  } finally {
    await browser.close();
    await server.end();
  }
}

async function readPages(server: Child<ToWindowServer, FromWindowServer>): Promise<FromWindowServer & { kind: 'read' }> {
  server.ask({ kind: 'read' });
  return server.answer('read');
}

async function pairedPage(browser: Browser, server: Child<ToWindowServer, FromWindowServer>): Promise<Page> {
  server.ask({ kind: 'pairing' });
  const { link } = await server.answer('pairing');
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en' })).newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill('bench');
  await page.getByRole('button', { name: 'Pair', exact: true }).click();
  await page.locator('#content').waitFor();
  return page;
}

/** As a window that opens: no file is in the browser's cache. Milliseconds from the beginning of the load. */
async function firstPictures(page: Page): Promise<readonly { readonly painted: number; readonly filled: number }[]> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
  const times: { painted: number; filled: number }[] = [];
  for (let load = 0; load < loads; load++) {
    await page.goto(new URL('/', page.url()).href);
    await page.reload();
    await page.locator('#content a[href*="#/exams/"]').first().waitFor();
    times.push(await page.evaluate(() => ({ painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY, filled: performance.now() })));
  }
  await devTools.detach();
  return times;
}

const answersSchema = z.strictObject({ shown: z.array(z.number()), filled: z.array(z.number()), bare: z.array(z.number()) });
type Answers = z.infer<typeof answersSchema>;

/** Clicks through the screens that an operator goes to and fro between, each once before it counts. */
async function answers(page: Page, examId: string, clicks: number): Promise<Answers> {
  const links = screens.map((screen) => (screen === 'monitor' || screen === 'exams' ? `#/${screen}` : `#/exams/${examId}${screen === 'overview' ? '' : `/${screen}`}`));
  const inPage = await readFile(new URL('in-page.js', import.meta.url), 'utf8');
  await page.evaluate(`${inPage}; null`);
  return answersSchema.parse(await page.evaluate(`clickThrough(${JSON.stringify(links)}, ${clicks})`));
}

const line = (when: string, { shown, filled, bare }: Answers): string => `${when.padEnd(19)} a click shows after ${ms(percentile(shown, 0.5))}, p95 ${ms(percentile(shown, 0.95))}, at most ${ms(Math.max(...shown))}; what the station says is there after ${ms(percentile(filled, 0.5))}, p95 ${ms(percentile(filled, 0.95))}; a colour alone ${ms(percentile(bare, 0.5))}, p95 ${ms(percentile(bare, 0.95))}`;
/** By the screen that was gone to, slowest first: where to look. */
function byScreen({ shown }: Answers): string {
  const names = [...screens.keys()].map((screen) => [screens[screen] ?? '', median(shown.filter((_, index) => index % screens.length === screen))] as const);
  return names.toSorted(([, a], [, b]) => b - a).map(([name, time]) => `${name} ${ms(time)}`).join(', ');
}
const ms = (time: number): string => `${time.toFixed(0)} ms`;
const median = (times: readonly number[]): number => percentile(times, 0.5);
function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.POSITIVE_INFINITY;
}
