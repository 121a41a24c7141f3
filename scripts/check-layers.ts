/** The layer rules of `.dependency-cruiser.cjs`. Fails when nothing was looked at: with no TypeScript compiler it would find, the cruiser cruises zero modules and is content. */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { cruise, format } from 'dependency-cruiser';
import type { ICruiseResult, IConfiguration } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const configuration: IConfiguration = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { output } = await cruise(
  ['src', 'scripts', 'tests'],
  { ...configuration.options, ruleSet: configuration, validate: true },
  configuration.options?.enhancedResolveOptions ?? {},
  { tsConfig: extractTSConfig('tsconfig.json') },
);
if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of its result');
const result: ICruiseResult = output;
const ours = result.modules.filter((module) => module.source.startsWith('src/')).length;
if (ours === 0) {
  console.error('layers: not one module of src/ was looked at; is the package `typescript` installed?');
  process.exit(1);
}
console.log((await format(result, { outputType: 'err' })).output);
process.exitCode = result.summary.error > 0 ? 1 : 0;
