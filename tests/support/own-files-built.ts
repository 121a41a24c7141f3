/** Stands in for `src/station/own-files.ts` where tests run what was built (`vitest.config.ts`). */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownModule as ownModuleOf } from '../../src/station/own-files.ts';
import { builtFolder } from './built.ts';

export { ownResources, ownScreens } from '../../src/station/own-files.ts';

/** Found as in the built app. Throws for what is not built: it has no entry in `scripts/build-for-tests.ts`. */
export function ownModule(source: string, from: string): URL {
  if (builtFolder === null) return ownModuleOf(source, from);
  const module = ownModuleOf(source, pathToFileURL(path.join(builtFolder, 'any.js')).href);
  if (!existsSync(module)) throw new Error(`${source} has no entry in scripts/build-for-tests.ts`);
  return module;
}
