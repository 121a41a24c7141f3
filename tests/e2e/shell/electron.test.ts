/** The built desktop app in the real Electron, where its binary and a display are. */
import path from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { electronBinary } from '../../../scripts/start/electron-binary.ts';
import { noWindowBecause } from '../../../scripts/start/way-to-start.ts';
import { scratch } from '../zhiyue.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const binary = electronBinary(root, process.env);
const reason = binary === null ? 'its binary was not fetched' : noWindowBecause({ platform: process.platform, environment: process.env, root: process.getuid?.() === 0 });
if (reason !== null) console.log(`tests in the real Electron are skipped: ${reason}`);

test.skipIf(reason !== null)('in the real Electron the window opens on the station, shut off from the computer', async () => {
  await using folder = await scratch();
  const app = await _electron.launch({ ...(binary === null ? {} : { executablePath: binary }), args: [root], env: { ...process.env as Record<string, string>, ZHIYUE_DATA_DIR: folder.at('data') } });
  try {
    const page = await app.firstWindow();
    await page.locator('#content').waitFor();
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process'), typeof window.zhiyue, location.protocol])).toEqual(['undefined', 'undefined', 'object', 'app:']);
  } finally {
    await app.close();
  }
});
