/**
 * The desktop app's main process and preload into `out/main` and `out/preload`, as electron-vite builds them; an Electron binary is not needed.
 * They are built beside and then put in place: a build that fails leaves what was there, and an app that runs from it can still start its threads.
 */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { MainConfigFactory, PreloadConfigFactory } from 'electron-vite';
import { build } from 'vite';
import { main, preload } from '../electron.vite.config.ts';

process.env['NODE_ENV_ELECTRON_VITE'] = 'production';
const quietly = { configFile: false, logLevel: 'warn', mode: 'production' } as const;
const out = path.resolve(import.meta.dirname, '../out');
await mkdir(out, { recursive: true });
const place = await mkdtemp(path.join(out, '.build-'));
try {
  const into = (name: string) => ({ outDir: path.join(place, name) });
  const factories = [
    new MainConfigFactory({ ...main, build: { ...main.build, ...into('main') } }, quietly, {}),
    new PreloadConfigFactory({ ...preload, build: { ...preload.build, ...into('preload') } }, quietly, {}),
  ];
  for (const factory of factories) {
    const config = await factory.build();
    await build(config);
  }
  for (const name of ['main', 'preload']) {
    await rename(path.join(out, name), path.join(place, `${name}-before`)).catch(() => {});
    await rename(path.join(place, name), path.join(out, name));
  }
} finally {
  await rm(place, { recursive: true, force: true });
}
