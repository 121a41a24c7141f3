import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerScreen, screenFile } from './screens.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-screens-'));
  await mkdir(path.join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(path.join(folder, 'renderer/index.html'), '<title>screens</title>');
  await writeFile(path.join(folder, 'renderer/assets/main-1.js'), 'export {}');
  await writeFile(path.join(folder, 'secret.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const ask = (url: string, method = 'GET') => answerScreen(path.join(folder, 'renderer'), { url, method });

describe('the address of the screens', () => {
  test('serves their files with their type and a policy that lets nothing foreign in', async () => {
    const page = await ask('app://zhiyue/index.html');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('screens');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect((await ask('app://zhiyue/assets/main-1.js')).headers.get('content-type')).toContain('javascript');
    expect((await ask('app://zhiyue/')).status).toBe(200);
  });

  test('leads nowhere else', async () => {
    const folderOf = path.join(folder, 'renderer');
    for (const url of ['app://zhiyue/../secret.json', 'app://zhiyue/%2e%2e/secret.json', 'app://zhiyue/..%2fsecret.json', 'app://zhiyue/..%5csecret.json', 'app://zhiyue/%00.js', 'app://zhiyue/%e4%', 'app://other/index.html', 'https://zhiyue/index.html', 'file:///etc/passwd']) {
      expect((await ask(url)).status, url).toBe(404);
      expect(screenFile(folderOf, url) ?? folderOf, url).toContain(folderOf);
    }
    expect((await ask('app://zhiyue/index.html', 'POST')).status).toBe(404);
    expect((await ask('app://zhiyue/none.js')).status).toBe(404);
  });
});
