/** The built desktop app in the real Electron, where its binary and a display are. */
import { expect, test } from 'vitest';
import { scratch } from '../zhiyue.ts';
import { launchElectron, noElectron } from './real-electron.ts';

test.skipIf(noElectron !== null)('in the real Electron the window opens on the station, shut off from the computer', async () => {
  await using folder = await scratch();
  const app = await launchElectron(folder.at('data'));
  try {
    const page = await app.firstWindow();
    await page.locator('#content').waitFor();
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process'), typeof window.zhiyue, location.protocol])).toEqual(['undefined', 'undefined', 'object', 'app:']);
  } finally {
    await app.close();
  }
});
