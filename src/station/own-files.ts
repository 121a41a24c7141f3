/** Where our own files lie beside the program: in a checkout, beside `src`; in the built app, beside or around the folder of built modules. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const built = !import.meta.url.endsWith('.ts');
const beside = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Where a module of ours lies that runs in a thread or process of its own: where its source says (`source`, relative to the module at `from`), or, in the built app, in the one folder that holds every built module, under its own name.
 * In an installed app that folder lies beside the archive as well: threads and processes run from real files (docs/packaging.md).
 */
export function ownModule(source: string, from: string): URL {
  return from.endsWith('.ts') ? new URL(source, from) : new URL(`./${path.posix.basename(source, '.ts')}.js`, from.replace('/app.asar/', '/app.asar.unpacked/'));
}

/** The folder with `tessdata/`, `redis/` and `example/`. An installed app keeps it outside its archive, because programs are run from it. */
export function ownResources(): string {
  const inCheckout = beside('../../resources');
  return built && !existsSync(inCheckout) ? beside('../../..') : inCheckout;
}

/** The folder of the built screens. */
export function ownScreens(): string {
  return beside(built ? '../renderer' : '../../out/renderer');
}
