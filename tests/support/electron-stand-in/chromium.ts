/** The Chromium in which windows are pages; the test speaks to the same one over its debugging port. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { killGroup, leadsGroup } from '../../../src/station/pool/host-process.ts';
import { see } from './control.ts';

const flags = ['--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-port=0', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

async function start(): Promise<BrowserContext> {
  const profile = mkdtempSync(path.join(tmpdir(), 'zhiyue-stand-in-'));
  // A group of its own: where the program is a script that starts the browser, both go.
  const child = spawn(process.env['STAND_IN_CHROMIUM'] ?? 'chromium', [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], detached: leadsGroup });
  process.on('exit', () => {
    killGroup(child);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  child.stderr.setEncoding('utf8');
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (text: string) => {
      said += text;
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`Chromium ended: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  see('chromium', address);
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('Chromium has no context');
  return context;
}

let started: Promise<BrowserContext> | null = null;
export function chromiumContext(): Promise<BrowserContext> {
  return (started ??= start());
}
