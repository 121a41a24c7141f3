/** `npm run dist`: builds the app and makes this platform's installers in `dist/`; needs the internet, for Electron's own files and electron-builder's tools. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pack } from './dist-pack.ts';
import { ownServerFolder, troubleWithServer } from './dist-redis.ts';
import { stageApp } from './dist-stage.ts';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'dist');

const trouble = troubleWithServer(ownServerFolder);
if (trouble !== null) {
  console.error(`dist: ${trouble}`);
  process.exit(2);
}
for (const script of ['scripts/build-screens.ts', 'scripts/build-desktop.ts']) {
  const { status } = spawnSync(process.execPath, [path.join(root, script)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const written = await pack({ stage: stageApp(path.join(output, 'stage', 'app')), output, redisFolder: ownServerFolder }).catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  if (!/ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN/.test(text)) throw error;
  console.error(`dist: Electron's own files, or a tool of electron-builder, could not be fetched: ${text}. Making installers needs the internet; npm run dist:check does not.`);
  process.exit(2);
});
const installers = written.filter((file) => /\.(exe|dmg|AppImage|deb)$/.test(file));
const sums = installers.map((file) => ({ file: path.basename(file), megabytes: statSync(file).size / 1e6, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }));
writeFileSync(path.join(output, 'SHA256SUMS.txt'), sums.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join(''));
for (const { file, megabytes, sha256 } of sums) console.log(`${file}  ${megabytes.toFixed(1)} MB  ${sha256}`);
