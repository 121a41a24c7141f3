/** The samples of docs/lan-api.md, run as they stand against a real station. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';

const root = path.resolve(import.meta.dirname, '../../..');

test('the samples of docs/lan-api.md do what they say', async () => {
  await using folder = await temporaryFolder();
  // What the samples write.
  const written = path.join(folder.path, 'written');
  await mkdir(written);

  const dataFolder = path.join(folder.path, 'data');
  await using open = await openGatewayStation(dataFolder);
  const docs = await readFile(path.join(root, 'docs/lan-api.md'), 'utf8');
  const samples = [...docs.matchAll(/^```bash\n([^]*?)^```$/gm)].map(([, sample]) => sample ?? '');
  expect(samples.length).toBeGreaterThan(7);
  const script = samples.map((sample, index) => `echo '== sample ${index + 1}'\n${sample.replaceAll('http://127.0.0.1:7411', open.base)}`).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env: { ...process.env, TMPDIR: written, ZHIYUE_DATA_DIR: dataFolder }, maxBuffer: 16 * 1024 * 1024 });

  // Other programs keep things there, too.
  const out = (await readdir(written)).find((name) => name.startsWith('tmp.')) ?? '';
  const here = path.join(written, out);
  expect(stdout).toContain('"added":3');
  expect((await open.request('/api/exams/math-8-mid')).json).toMatchObject({ revision: 3, candidates: 55, progress: { pages: 3, read: 3 } });
  expect((await readFile(path.join(here, 'sheets.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  expect(await readFile(path.join(here, 'scores.csv'), 'utf8')).toContain('25080114,刘紫萱');
  // The refusal that is shown is the one that comes.
  const shown = /^```json\n(.*)\n```$/m.exec(docs)?.[1] ?? '';
  expect(stdout).toContain(shown);
  // An exception was settled, opened again and settled by the best guess.
  expect((await open.request('/api/exams/math-8-mid/exceptions?state=resolved&kind=doubtful')).json).toMatchObject({ exceptions: [{ field: '20', state: 'resolved', resolvedBy: 'script' }] });
  expect((await open.request('/api/events?type=correction.withdrawn')).json).toMatchObject({ events: [{ actor: 'script' }] });
  expect(stdout.split('"no":"3"').length).toBeGreaterThan(2);
  // What the preview says is what comes.
  expect(stdout.split('"no":"1"').length).toBeGreaterThan(2);
  expect(stdout).toMatch(/zhiyue_pages\{state="read"\} 3/);
});
