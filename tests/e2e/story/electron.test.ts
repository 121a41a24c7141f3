/** The whole story in the real Electron, where its binary and a display are; its dialogs are answered in its main process. */
import { expect, test } from 'vitest';
import { launchElectron, noElectron } from '../shell/real-electron.ts';
import { scratch } from '../zhiyue.ts';
import { tellStory } from './story.ts';

test.skipIf(noElectron !== null)('in the real Electron, from the exam file to the published workbook', async () => {
  await using folder = await scratch();
  const app = await launchElectron(folder.at('data'));
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(90_000);
    await page.locator('#content').waitFor();
    if (await page.getByRole('button', { name: 'English' }).isVisible()) await page.getByRole('button', { name: 'English' }).click();
    let files = 0;
    await tellStory({
      page, at: (...names) => folder.at(...names),
      async watch(_examId, chosen, keys) {
        await app.evaluate(({ dialog }, filePath) => { dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] }); }, chosen);
        await keys.press(page.getByRole('button', { name: 'Choose the folder' }));
      },
      async kept(press) {
        const filePath = folder.at(`kept ${++files}`);
        await app.evaluate(({ dialog }, chosen) => { dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen }); }, filePath);
        await press();
        await expect.poll(() => page.evaluate((file) => window.zhiyue?.showInFolder(file), filePath)).toBe(true);
        return filePath;
      },
    });
  } finally {
    await app.close();
  }
});
