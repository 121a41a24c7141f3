/** `npm run dist:check`: packs the app as an installer would, with a stand-in for Electron's own files, and tests the result. Needs no internet. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
if (process.platform !== 'linux') {
  console.error('dist:check runs on Linux only: on other systems electron-builder changes the real program, which has to be fetched.');
  process.exit(2);
}
for (const command of [['scripts/setup/screens.mjs'], ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'tests/e2e/dist']]) {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}` } });
  if (status !== 0) process.exit(status ?? 1);
}
