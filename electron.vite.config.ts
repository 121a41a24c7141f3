/**
 * How the screens are built. Main and preload come with the desktop app; until then `electron` is not installed, electron-vite's own command cannot know
 * what to build for, and `scripts/build-screens.ts` hands the `renderer` part to vite.
 */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';

const root = import.meta.dirname;

/** One build for the window and for browsers on the LAN, which at schools may be as old as Windows 7 allows. */
export const renderer: NonNullable<UserConfig['renderer']> = {
  root: path.join(root, 'src/renderer'),
  // Relative, so that the same files open from the station, from `app://` and from a folder.
  base: './',
  plugins: [react()],
  build: {
    outDir: path.join(root, 'out/renderer'),
    emptyOutDir: true,
    target: ['chrome109', 'edge109', 'firefox115', 'safari16.4'],
    minify: 'oxc',
    // Nothing inline: a strict CSP lets no `data:` scripts or styles pass.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    // In the order in which they must run: zod is told not to compile (`no-eval.ts`) before any schema is made, wherever the code of the screens is cut.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules.zod.|no-eval/ }, { name: 'react', test: /node_modules.(react|react-dom|scheduler|@mantine|@floating-ui)\b.*js$/ }] } } },
  },
};

export default defineConfig({ renderer });
