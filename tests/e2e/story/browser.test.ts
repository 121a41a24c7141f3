/** The whole story in a browser; the folder is named on the station's machine, as only that may; ended on screen. */
import { expect, test } from 'vitest';
import { noBrowser, pairPage, watchedPage } from '../browser/chromium.ts';
import { servedStation } from '../browser/served-station.ts';
import { zhiyue } from '../zhiyue.ts';
import { tellStory } from './story.ts';

test.skipIf(noBrowser !== null)('in a browser, from the exam file to the published workbook', async () => {
  await using station = await servedStation();
  const operator = await watchedPage(station.browser);
  const { page } = operator;
  await pairPage(operator, await station.link('operator', 'all'), 'Ms Chen');
  await tellStory({
    page, at: (...names) => station.at(...names),
    async watch(examId, folder) {
      const ended = await zhiyue(['watch', '--data-dir', station.at('data'), '--exam', examId, folder]);
      expect(ended.code, ended.stderr).toBe(0);
    },
    async kept(press) {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      const file = station.at(download.suggestedFilename());
      await download.saveAs(file);
      return file;
    },
  });
  expect(operator.troubles).toEqual([]);
});
