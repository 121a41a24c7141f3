/** The built main process and preload with the real screens, on a stand-in for Electron over a real Chromium. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { browserPath, noBrowser } from '../browser/chromium.ts';
import { example, scratch } from '../zhiyue.ts';
import { askStation, startDesktop } from './desktop-app.ts';

const examFile: unknown = JSON.parse(readFileSync(example.exam, 'utf8'));

describe.skipIf(noBrowser !== null)('the desktop app', () => {
  test('opens on the station without a code, takes scans in by a dialog, shows them live, and ends with its window', async () => {
    await using folder = await scratch();
    await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    const page = await app.page();
    await page.locator('#content').waitFor();
    expect(page.url()).not.toContain('pair');

    expect(await askStation(page, 'createExam', { body: { kind: 'json', value: examFile } })).toMatchObject({ type: 'answer', status: 201 });
    await page.getByText((examFile as { title: string }).title).first().waitFor();

    app.do({ do: 'answer', answer: { canceled: false, filePaths: [example.scans] } });
    const chosen = await page.evaluate('window.zhiyue.chooseFolder()');
    expect(chosen).toBe(example.scans);
    const examId = (examFile as { id: string }).id;
    expect(await askStation(page, 'putInPaths', { params: { examId }, body: { kind: 'json', value: { batch: 'class 1', paths: [chosen] } } })).toMatchObject({ type: 'answer', status: 202, body: { value: { added: 58 } } });

    await app.saw('awake', (on) => on === true);
    await app.saw('bar', (bar) => (bar as { value: number }).value > 0 && (bar as { value: number }).value < 1);
    await app.saw('notification');
    await app.saw('awake', (on) => on === false);
    expect(await app.saw('notification')).toMatchObject({ title: 'All scans are read' });
    expect(await askStation(page, 'listBatches', { params: { examId } })).toMatchObject({ body: { value: { batches: [{ state: 'completed', progress: { pages: 58 } }] } } });
    expect(app.troubles).toEqual([]);

    app.do({ do: 'close' });
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(existsSync(path.join(folder.at('data'), 'operator.json'))).toBe(false);
    expect(JSON.parse(readFileSync(path.join(folder.at('data'), 'window/window.json'), 'utf8'))).toMatchObject({ language: 'en', maximized: false });
  });
});
