/** The built main process and preload with the real screens, on a stand-in for Electron over a real Chromium. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { browserPath, noBrowser } from '../browser/chromium.ts';
import { example, scratch, someScans } from '../zhiyue.ts';
import { askStation, startDesktop } from './desktop-app.ts';

const examFile: unknown = JSON.parse(readFileSync(example.exam, 'utf8'));
const idOf = (file: unknown): string => (file as { id: string }).id;

describe.skipIf(noBrowser !== null)('the desktop app', () => {
  test('opens on the station without a code, takes scans in by a dialog, shows them live, and ends with its window', async () => {
    await using folder = await scratch();
    await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    const page = await app.page();
    await page.locator('#content').waitFor();
    expect(page.url()).not.toContain('pair');

    expect(await askStation(page, 'createExam', { body: { kind: 'json', value: examFile } })).toMatchObject({ type: 'answer', status: 201 });
    await page.getByText((examFile as { title: string }).title).first().waitFor();

    const scans = await someScans(folder.at('scans'), 12);
    app.do({ do: 'answer', answer: { canceled: false, filePaths: [scans] } });
    const chosen = await page.evaluate('window.zhiyue.chooseFolder()');
    expect(chosen).toBe(scans);
    const examId = idOf(examFile);
    expect(await askStation(page, 'putInPaths', { params: { examId }, body: { kind: 'json', value: { batch: 'class 1', paths: [chosen] } } })).toMatchObject({ type: 'answer', status: 202, body: { value: { added: 12 } } });

    await app.saw('awake', (on) => on === true);
    await app.saw('bar', (bar) => (bar as { value: number }).value > 0 && (bar as { value: number }).value < 1);
    await app.saw('notification');
    await app.saw('awake', (on) => on === false);
    expect(await app.saw('notification')).toMatchObject({ title: 'All scans are read' });
    expect(await askStation(page, 'listBatches', { params: { examId } })).toMatchObject({ body: { value: { batches: [{ state: 'completed', progress: { pages: 12 } }] } } });
    expect(app.troubles).toEqual([]);

    app.do({ do: 'close' });
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(existsSync(path.join(folder.at('data'), 'operator.json'))).toBe(false);
    expect(JSON.parse(readFileSync(path.join(folder.at('data'), 'window/window.json'), 'utf8'))).toMatchObject({ language: 'en', maximized: false });
  });

  test('its page can go nowhere else; menus lead to screens and follow their language; a dead page comes back', async () => {
    await using folder = await scratch();
    await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    const page = await app.page();
    await page.locator('#content').waitFor();

    const tried = await page.evaluate(async () => {
      const opened = window.open('https://example.com/');
      opened?.close();
      location.href = 'https://example.com/';
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { here: location.pathname, fetched: await fetch('https://example.com/').then(() => 'fetched', () => 'refused'), script: await new Promise((resolve) => {
        const script = Object.assign(document.createElement('script'), { src: 'https://example.com/x.js', onload: () => resolve('loaded'), onerror: () => resolve('refused') });
        document.head.append(script);
      }) };
    });
    expect(tried).toEqual({ here: '/index.html', fetched: 'refused', script: 'refused' });
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process'), Object.keys(window.zhiyue ?? {}).sort((a, b) => a.localeCompare(b)).join(' ')]))
      .toEqual(['undefined', 'undefined', 'chooseFiles chooseFolder choosePlace connect onCommand openDataFolder openLink pathOf platform saveFile showInFolder useLanguage']);

    for (const [request, asks] of [['saveFile', { name: '../x', bytes: new Uint8Array(1) }], ['openLink', { url: 'file:///etc/passwd' }], ['runProgram', {}]] as const) {
      expect(await page.evaluate(async ([name, said]) => {
        const invoke: unknown = Reflect.get(window, 'standInInvoke');
        return typeof invoke === 'function' ? await Promise.resolve(invoke('zhiyue:request', [{ name, asks: said }])) : null;
      }, [request, asks] as const), request).toMatchObject({ error: expect.any(String) });
    }
    expect(await page.evaluate(() => window.zhiyue?.showInFolder('/etc/passwd'))).toBe(false);
    expect(await page.evaluate(() => window.zhiyue?.openLink('https://example.com/'))).toBe(false);

    app.do({ do: 'choose', label: 'Devices on the network' });
    await page.waitForURL(/#\/lan$/);
    await page.evaluate(() => window.zhiyue?.useLanguage('zh-CN'));
    await app.saw('menu', (labels) => (labels as string[]).includes('文件'));

    app.do({ do: 'crash' });
    expect(await app.saw('dialog')).toMatchObject({ kind: 'message', options: { message: '窗口已重新启动' } });
    app.do({ do: 'answer', answer: { response: 0 } });
    await page.locator('#content').waitFor();
    app.do({ do: 'close' });
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test('a backup is made where the person says, and opened by a double click leads to the exams in it', async () => {
    await using folder = await scratch();
    await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    const page = await app.page();
    await page.locator('#content').waitFor();
    expect(await askStation(page, 'createExam', { body: { kind: 'json', value: examFile } })).toMatchObject({ status: 201 });
    await page.getByText((examFile as { title: string }).title).first().waitFor();
    app.do({ do: 'choose', label: 'Settings' });
    await page.waitForURL(/#\/settings$/);
    const file = folder.at('我的 备份.zyexam');
    app.do({ do: 'answer', answer: { canceled: false, filePath: file } });
    await page.getByRole('button', { name: 'Back up…' }).click();
    await page.getByText('The backup is written').waitFor();
    expect(existsSync(file)).toBe(true);

    expect(await askStation(page, 'deleteExam', { params: { examId: idOf(examFile) }, query: { revision: '1' } })).toMatchObject({ status: 204 });
    app.do({ do: 'start-again', argv: ['zhiyue', file] });
    const dialog = page.getByRole('dialog', { name: 'Restore exams' });
    await dialog.getByText(idOf(examFile)).waitFor();
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('Restored: 1 exam.').waitFor();
    expect(await askStation(page, 'getExam', { params: { examId: idOf(examFile) } })).toMatchObject({ status: 200 });

    // There by now: it asks what to do.
    app.do({ do: 'start-again', argv: ['zhiyue', file] });
    await dialog.getByText('Restore a copy beside it').click();
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect.poll(async () => askStation(page, 'getExam', { params: { examId: `${idOf(examFile)}-2` } }), { timeout: 20_000 }).toMatchObject({ status: 200 });
    expect(app.troubles).toEqual([]);
    app.do({ do: 'close' });
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test('in the middle of a batch it asks before it ends; told by the system it ends at once, and the next start goes on', async () => {
    await using folder = await scratch();
    {
      await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath(), environment: { MAX_WORKERS: '1' } });
      const page = await app.page();
      await page.locator('#content').waitFor();
      await askStation(page, 'createExam', { body: { kind: 'json', value: examFile } });
      await askStation(page, 'putInPaths', { params: { examId: idOf(examFile) }, body: { kind: 'json', value: { batch: 'class 1', paths: [await someScans(folder.at('scans'), 24)] } } });
      await app.saw('awake', (on) => on === true);
      app.do({ do: 'close' });
      expect(await app.saw('dialog')).toMatchObject({ options: { message: 'Scans are still being read', buttons: ['Quit', 'Stay'] } });
      app.do({ do: 'answer', answer: { response: 1 } });
      expect(await askStation(page, 'getHealth')).toMatchObject({ status: 200 });
      app.child.kill('SIGTERM');
      expect(await app.ended).toEqual({ code: 0, signal: null });
    }
    await using again = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    await again.saw('awake', (on) => on === true);
    await again.saw('notification');
    again.do({ do: 'close' });
    expect(await again.ended).toEqual({ code: 0, signal: null });
  });

  test('while it is open to the network a closed window leaves a sign behind, and the way back', async () => {
    await using folder = await scratch();
    await using app = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath(), environment: { ZHIYUE_LAN_PORT: '0', ZHIYUE_LAN_HOST: '127.0.0.1' } });
    const page = await app.page();
    await page.locator('#content').waitFor();
    const opened = await askStation(page, 'openLan', { body: { kind: 'json', value: { tls: true } } }) as { body: { value: { addresses: string[] } } };
    const address = opened.body.value.addresses[0] ?? '';
    expect(await app.saw('tray')).toContain(address);
    expect(await page.evaluate((url) => window.zhiyue?.openLink(url), `${address}/`)).toBe(true);
    expect(await app.saw('external')).toBe(`${address}/`);

    app.do({ do: 'close' });
    await app.saw('hidden');
    expect(await app.saw('notification')).toMatchObject({ title: 'Zhiyue Station goes on' });
    app.do({ do: 'choose-tray', label: 'Close to the network' });
    await app.saw('tray', (labels) => labels === null);
    app.do({ do: 'close' });
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test('a station that cannot start says why, and what to do', async () => {
    await using folder = await scratch();
    await using first = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    await (await first.page()).locator('#content').waitFor();
    await using second = startDesktop({ dataFolder: folder.at('data'), browserPath: browserPath() });
    expect(await second.saw('dialog')).toMatchObject({ options: { type: 'error', message: 'The station could not start', detail: expect.stringContaining(folder.at('data')), buttons: ['Try again', 'Show data folder', 'Quit'] } });
    second.do({ do: 'answer', answer: { response: 2 } });
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(readFileSync(path.join(folder.at('data'), 'station.log'), 'utf8')).toContain('start: ');
  });
});
