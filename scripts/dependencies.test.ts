import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..');
const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()), optionalDependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) });
const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));

test('every dependency has its reason in docs/dependencies.md, and nothing else stands there', async () => {
  const listed = [...(await readFile(path.join(root, 'docs/dependencies.md'), 'utf8')).matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map((match) => match[1]);
  expect(listed).toEqual([...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies), ...Object.keys(manifest.devDependencies)]);
});

test('every dependency is pinned to one version', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies })) expect(`${name} ${version}`).toMatch(/ (npm:[^@]+@)?\d+\.\d+\.\d+$/);
});
