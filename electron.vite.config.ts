/**
 * How the app is built: the screens, the desktop app's main process with the station in it, and the window's preload. `scripts/build-screens.ts` builds the screens by themselves,
 * which is all that a station with a browser needs; `scripts/build-desktop.ts` the other two.
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

const station = path.join(root, 'src/station');

/** What runs in a process or thread of its own, by the name under which it is looked for (`src/station/own-files.ts`); and the command line, for whoever looks after an installed station. */
export const entries = {
  'worker-host': path.join(station, 'pool/worker-host.ts'),
  'worker-thread': path.join(station, 'pool/worker-thread.ts'),
  jobs: path.join(station, 'tasks/jobs.ts'),
  'worker-checkpoint': path.join(station, 'store/worker-checkpoint.ts'),
  'worker-views': path.join(station, 'views/worker-views.ts'),
  'worker-backup': path.join(station, 'backup/worker-backup.ts'),
  'tesseract-process': path.join(station, 'text/tesseract-process.ts'),
  'ppocr-process': path.join(station, 'text/ppocr-process.ts'),
  zhiyue: path.join(root, 'src/cli/zhiyue.ts'),
};

/**
 * ES modules, all in one folder.
 * Packages stay outside; some are native, others bring files. Zod is taken in: of its hundred files we use a third, and each thread and process would load all of them (decision 0147).
 */
export const main: NonNullable<UserConfig['main']> = {
  build: {
    outDir: path.join(root, 'out/main'),
    emptyOutDir: true,
    // Optional dependencies are packages, too.
    externalizeDeps: { include: ['onnxruntime-node'], exclude: ['zod'] },
    rolldownOptions: {
      input: { index: path.join(root, 'src/main/index.ts'), ...entries },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

/** One CommonJS file with everything in it: a sandboxed preload can load nothing else. */
export const preload: NonNullable<UserConfig['preload']> = {
  build: {
    outDir: path.join(root, 'out/preload'),
    emptyOutDir: true,
    externalizeDeps: false,
    rolldownOptions: { input: { index: path.join(root, 'src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
  },
};

// For `electron-vite dev`, which serves the screens to the window only; its own `build` would mix its target into ours.
export default defineConfig({ main, preload, renderer: { ...renderer, build: { ...renderer.build, target: 'chrome140' } } });
