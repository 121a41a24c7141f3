import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

test('npm run demo prints sheets, grades the example and says where the files are', async () => {
  const startedAt = Date.now();
  const { code, stdout, stderr } = await new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, ['scripts/setup.mjs', 'scripts/demo.ts'], { cwd: root, env: { ...process.env, LC_ALL: 'zh_CN.UTF-8' } }, (_error, out, err) => resolve({ code: child.exitCode, stdout: out, stderr: err }));
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/考号 +姓名 +班级 +总分 +状态/);
  expect(stdout).toContain('缺考');
  expect(stdout).toContain(path.join(root, 'demo-output'));
  // As it can be typed, not by the script that the demo runs as.
  expect(stdout).toContain('`npx --no -- zhiyue serve --data-dir demo-output');
  for (const name of ['sheets.pdf', 'scores.csv', 'results.xlsx']) expect((await stat(path.join(root, 'demo-output', name))).mtimeMs, name).toBeGreaterThan(startedAt - 1000);
});
