/** The samples of docs/lan-api.md, run as they stand against a real station. */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';

const root = path.resolve(import.meta.dirname, '../../..');

test('the samples of docs/lan-api.md do what they say', async () => {
  await using folder = await temporaryFolder();
  const here = path.join(folder.path, 'here');
  await cp(path.join(root, 'resources/example'), here, { recursive: true });
  // The command as it is installed.
  const bin = path.join(folder.path, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'zhiyue'), `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'src/cli/zhiyue.mjs')}' "$@"\n`);
  await chmod(path.join(bin, 'zhiyue'), 0o755);

  const dataFolder = path.join(folder.path, 'data');
  await using open = await openGatewayStation(dataFolder);
  const docs = await readFile(path.join(root, 'docs/lan-api.md'), 'utf8');
  const samples = [...docs.matchAll(/^```bash\n([^]*?)^```$/gm)].map(([, sample]) => sample ?? '');
  expect(samples.length).toBeGreaterThan(7);
  const script = samples.map((sample, index) => `echo '== sample ${index + 1}'\n${sample.replaceAll('http://127.0.0.1:7411', open.base)}`).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: here, env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, ZHIYUE_DATA_DIR: dataFolder }, maxBuffer: 16 * 1024 * 1024 });

  expect(stdout).toContain('"added":3');
  expect((await open.request('/api/exams/math-8-mid')).json).toMatchObject({ revision: 2, candidates: 55, progress: { pages: 3, read: 3 } });
  expect((await readFile(path.join(here, 'sheets.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  expect(await readFile(path.join(here, 'scores.csv'), 'utf8')).toContain('25080114,刘紫萱');
  // The refusal that is shown is the one that comes.
  const shown = /^```json\n(.*)\n```$/m.exec(docs)?.[1] ?? '';
  expect(stdout).toContain(shown);
  expect(stdout.split('"no":"3"').length).toBeGreaterThan(2);
  expect(stdout).toMatch(/zhiyue_pages\{state="read"\} 3/);
});
