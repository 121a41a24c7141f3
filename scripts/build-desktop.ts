/** The desktop app's main process and preload into `out/main` and `out/preload`, as electron-vite builds them; an Electron binary is not needed. */
import { MainConfigFactory, PreloadConfigFactory } from 'electron-vite';
import { build } from 'vite';
import { main, preload } from '../electron.vite.config.ts';

process.env['NODE_ENV_ELECTRON_VITE'] = 'production';
const quietly = { configFile: false, logLevel: 'warn', mode: 'production' } as const;
for (const factory of [new MainConfigFactory(main, quietly, {}), new PreloadConfigFactory(preload, quietly, {})]) {
  const config = await factory.build();
  await build(config);
}
