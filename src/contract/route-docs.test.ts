import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mayDo, permissions } from './access.ts';
import type { RouteSpec } from './route.ts';
import { withRouteTables } from './route-docs.ts';
import { routes } from './routes.ts';

const docs = new URL('../../docs/lan-api.md', import.meta.url);

test('docs/lan-api.md lists every route and every permission', async () => {
  await expect(withRouteTables(readFileSync(docs, 'utf8'))).toMatchFileSnapshot('../../docs/lan-api.md');
});

test('no two routes answer the same request, and each says in one sentence what it does', () => {
  const all = Object.values<RouteSpec>(routes);
  expect(new Set(all.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`)).size).toBe(all.length);
  for (const { summary } of all) expect(summary).toMatch(/^[A-Z].*[.]$/);
});

test('a route knows the exam that it is about from its own parameters, and describes those of its path', () => {
  for (const [name, { path, scope, params, query }] of Object.entries<RouteSpec>(routes)) {
    const inPath = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
    expect(Object.keys(params?.shape ?? {}), name).toEqual(inPath);
    if (scope === 'exam') expect(Object.keys(query?.shape ?? {}), name).toContain('exam');
    else if (scope !== 'station' && scope !== 'own') expect(inPath, name).toContain(scope);
  }
});

test('who is permitted nothing is permitted nothing: some exams do not open the station as a whole', () => {
  for (const permission of Object.keys(permissions)) {
    if (!(permission === 'system.read' || permission === 'exams.read')) continue;
    expect(mayDo({ role: 'operator', exams: ['e'] }, permission, null)).toBe(false);
    expect(mayDo({ role: 'operator', exams: ['e'] }, permission, 'e')).toBe(true);
    expect(mayDo({ role: 'operator', exams: ['e'] }, permission, 'f')).toBe(false);
  }
});
