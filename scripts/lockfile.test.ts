import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), resolved: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).optional() })) });
const { packages } = lockSchema.parse(JSON.parse(await readFile(path.resolve(import.meta.dirname, '../package-lock.json'), 'utf8')));

test('the lockfile has the builds for every platform, without which `npm ci` refuses it; `npm run lockfile` enters them', () => {
  const missing = Object.entries(packages).flatMap(([where, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies).filter(([name, version]) => /^\d+\.\d+\.\d+$/.test(version) && packages[`node_modules/${name}`] === undefined && packages[`${where}/node_modules/${name}`] === undefined));
  expect(missing).toEqual([]);
});

test('the lockfile names no registry', () => {
  for (const [where, { resolved }] of Object.entries(packages)) expect(`${where} ${resolved ?? ''}`).toBe(`${where} `);
});
