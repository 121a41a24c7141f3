/** Which files and packages the built app needs: what its modules import, and what those packages need in turn. */
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..');

/** What runs in threads and processes of its own: it must be real files, for a thread looks into no archive. */
export const ownEntries = ['worker-host.js', 'worker-thread.js', 'jobs.js', 'worker-checkpoint.js', 'worker-views.js', 'worker-backup.js', 'tesseract-process.js', 'ppocr-process.js'] as const;

/** What packages need only while npm installs them. */
const onlyToInstall: Readonly<Record<string, readonly string[]>> = { 'onnxruntime-node': ['adm-zip', 'global-agent'] };

export interface ShippedPackage {
  /** Relative to the project: `node_modules/a/node_modules/b`. */
  readonly place: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

export interface Needs {
  /** Built modules, as names in `out/main`. */
  readonly modules: ReadonlySet<string>;
  /** Places of packages. */
  readonly packages: ReadonlySet<string>;
}

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional().catch(undefined),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});

export const readPackage = (place: string): z.infer<typeof packageSchema> => packageSchema.parse(JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')));

/** What the built modules of these names lead to. Throws when one names a package that is not installed. */
export function needsOf(entries: readonly string[], folder = path.join(root, 'out/main')): Needs {
  const modules = new Set<string>();
  const named = new Set<string>();
  const follow = (name: string): void => {
    if (modules.has(name)) return;
    modules.add(name);
    for (const specifier of specifiersIn(readFileSync(path.join(folder, name), 'utf8'))) {
      if (specifier.startsWith('.')) follow(path.posix.normalize(path.posix.join(path.posix.dirname(name), specifier)));
      else named.add(packageName(specifier));
    }
  };
  entries.forEach(follow);
  const packages = new Set<string>();
  for (const name of named) {
    if (name === 'electron') continue;
    const place = placeOf(name, '');
    if (place === null) throw new Error(`out/main needs the package ${name}, which is not installed.`);
    addWithDependencies(place, packages);
  }
  return { modules, packages };
}

/** Packages at run time in `package.json`, with all they need: more than the app holds, for the set-up's Node and the unused halves of some are among them. */
export function productionPackages(): ReadonlySet<string> {
  const { dependencies, optionalDependencies } = packageSchema.pick({ dependencies: true, optionalDependencies: true }).parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const packages = new Set<string>();
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const place = placeOf(name, '');
    if (place !== null) addWithDependencies(place, packages);
  }
  return packages;
}

export function describePackage(place: string): ShippedPackage {
  const { name, version, license, licenses } = readPackage(place);
  return { place, name, version, license: license ?? (licenses?.map(({ type }) => type).join(' OR ') || 'not stated') };
}

/** Imports of every kind, and files of packages that are looked up by their full path. Comments may add some that are not there; the caller drops what is no package. */
function specifiersIn(source: string): string[] {
  const found = [
    ...source.matchAll(/(?:^|[\s;}])(?:import|export)\b[^'"`;()]*?\bfrom\s*["']([^"']+)["']/gm),
    ...source.matchAll(/(?:^|[\s;}])import\s*["']([^"']+)["']/gm),
    ...source.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]\s*\)/g),
    ...source.matchAll(/\brequire\.resolve\(\s*["'`]([^"'`]+)["'`]\s*\)/g),
    ...source.matchAll(/["'`]((?:@[a-z0-9-]+\/)?[a-z0-9.-]+\/[\w./-]+\.(?:wasm|ttf|js|cjs|mjs))["'`]/g),
  ].flatMap(([, specifier]) => (specifier === undefined ? [] : [specifier]));
  return found.filter((each) => each.startsWith('.') ? each.endsWith('.js') : !each.startsWith('node:') && !builtinModules.includes(each) && (!/\.(wasm|ttf|js|cjs|mjs)$/.test(each) || placeOf(packageName(each), '') !== null));
}

const packageName = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

function addWithDependencies(place: string, packages: Set<string>): void {
  if (packages.has(place)) return;
  packages.add(place);
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = readPackage(place);
  const optional = { ...optionalDependencies, ...Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => peerDependenciesMeta[name]?.optional === true)) };
  const wanted = [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...Object.keys(peerDependencies).filter((name) => !Object.hasOwn(optional, name))];
  for (const name of new Set(wanted)) {
    // Types are there for compilers only.
    if (name.startsWith('@types/') || onlyToInstall[packageName(place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length))]?.includes(name) === true) continue;
    const needed = placeOf(name, place);
    // Optional ones for other systems are not installed.
    if (needed !== null) addWithDependencies(needed, packages);
    else if (!Object.hasOwn(optional, name)) throw new Error(`${place} needs ${name}, which is not installed.`);
  }
}

/** Where a package is found from the package at `from`, as Node looks for it. */
function placeOf(name: string, from: string): string | null {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    if (folder === '.') folder = '';
    if (path.posix.basename(folder) !== 'node_modules') {
      const place = path.posix.join(folder, 'node_modules', name);
      if (existsSync(path.join(root, place, 'package.json'))) return place;
    }
    if (folder === '') return null;
  }
}
