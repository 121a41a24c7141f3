/** Builds folders of `out/` beside and then puts them in place: a build that fails leaves what was there, and a program that runs from it can still start its threads. */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { MainConfigFactory, PreloadConfigFactory, type UserConfig } from 'electron-vite';
import { build } from 'vite';

const out = path.resolve(import.meta.dirname, '../out');
const quietly = { configFile: false, logLevel: 'warn', mode: 'production' } as const;

export interface Part {
  /** Its folder in `out/`. */
  readonly name: string;
  readonly kind: 'main' | 'preload';
  readonly config: NonNullable<UserConfig['main']> & NonNullable<UserConfig['preload']>;
}

/** As electron-vite builds them; an Electron binary is not needed. */
export async function buildInPlace(parts: readonly Part[]): Promise<void> {
  process.env['NODE_ENV_ELECTRON_VITE'] = 'production';
  await mkdir(out, { recursive: true });
  const place = await mkdtemp(path.join(out, '.build-'));
  try {
    for (const { name, kind, config } of parts) {
      const into = { ...config, build: { ...config.build, outDir: path.join(place, name) } };
      const factory = kind === 'main' ? new MainConfigFactory(into, quietly, {}) : new PreloadConfigFactory(into, quietly, {});
      await build(await factory.build());
    }
    for (const { name } of parts) {
      await rename(path.join(out, name), path.join(place, `${name}-before`)).catch(() => {});
      await rename(path.join(place, name), path.join(out, name));
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
