/** The whole story in the built desktop app, on the stand-in for Electron: folders and files go through its dialogs. */
import { expect, test } from 'vitest';
import { browserPath, noBrowser } from '../browser/chromium.ts';
import { startDesktop } from '../shell/desktop-app.ts';
import { scratch } from '../zhiyue.ts';
import { tellStory } from './story.ts';

test.skipIf(noBrowser !== null)('in the desktop app, from the exam file to the published workbook', async () => {
  await using folder = await scratch();
  await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
  const page = await app.page();
  await page.locator('#content').waitFor();
  let files = 0;
  await tellStory({
    page, at: (...names) => folder.at(...names),
    async watch(_examId, chosen, keys) {
      app.do({ do: 'answer', answer: { canceled: false, filePaths: [chosen] } });
      await keys.press(page.getByRole('button', { name: 'Choose the folder' }));
    },
    async kept(press) {
      const filePath = folder.at(`kept ${++files}`);
      app.do({ do: 'answer', answer: { canceled: false, filePath } });
      await press();
      await expect.poll(() => page.evaluate((file) => window.zhiyue?.showInFolder(file), filePath)).toBe(true);
      return filePath;
    },
  });
  expect(app.troubles).toEqual([]);
});
