/** Every route of the contract refuses whoever may not, by the table and not by its handler. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Principal, type Role, rolePermissions, roles } from '../../../src/contract/access.ts';
import { problemSchema } from '../../../src/contract/problem.ts';
import type { RouteSpec } from '../../../src/contract/route.ts';
import { routeNames, specs } from '../../../src/station/gateway/http/route-table.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let open: GatewayStation;
beforeAll(async () => {
  folder = await temporaryFolder();
  open = await openGatewayStation(folder.path);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const foreignExam = 'not-mine';
const device = (role: Role, exams: Principal['exams']): Principal => ({ id: `device:${role}`, name: role, role, exams, local: false });

/** Something for every parameter, so that only the permission can refuse. */
function said({ params, query, scope }: RouteSpec): { params: Record<string, string>; query: Record<string, string> } {
  const value = (name: string): string => (name === 'examId' || name === 'exam' ? foreignExam : name === 'reportId' ? '00000000-0000-4000-8000-000000000000' : 'x1');
  const values = { ...(scope === 'exam' ? { exam: foreignExam, batch: 'b' } : {}), revision: '1' };
  const needed = Object.fromEntries(Object.entries(values).filter(([field]) => query !== undefined && field in query.shape));
  return { params: Object.fromEntries(Object.keys(params?.shape ?? {}).map((name) => [name, value(name)])), query: needed };
}

const refused = async (name: (typeof routeNames)[number], principal: Principal): Promise<readonly [number, string]> => {
  const { status, body } = await open.inject({ name, ...said(specs[name]), principal });
  return [status, problemSchema.parse(body).code];
};

test('three routes are open to everybody, and no others', () => {
  expect(routeNames.filter((name) => specs[name].needs === 'anyone')).toEqual(['getHealth', 'pair', 'refreshSession']);
});

describe.each(routeNames.filter((name) => specs[name].needs !== 'anyone').map((name) => [name, specs[name]] as const))('%s', (name, spec) => {
  const { needs, scope, localOnly } = spec;
  test('is not open to who is not signed in', async () => {
    const { params } = said(spec);
    const answer = await open.request(spec.path.replaceAll(/:(\w+)/g, (_whole, field: string) => params[field] ?? ''), { method: spec.method, token: null });
    expect([answer.status, answer.problem.code]).toEqual([401, 'not-signed-in']);
  });
  if (needs === 'anyone' || needs === 'signed-in') return;

  test.each(roles.filter((role) => !rolePermissions[role].includes(needs)))('is not open to the role %s', async (role) => {
    expect(await refused(name, device(role, 'all'))).toEqual([403, 'forbidden']);
  });

  if (localOnly === true) {
    test('is not open to an operator at the other end of the network', async () => {
      expect(await refused(name, device('operator', 'all'))).toEqual([403, 'forbidden']);
    });
  }
  if (scope === 'own' || localOnly === true) return;
  test('is not open to an operator of another exam', async () => {
    const hidden = scope === 'batchId' || scope === 'pageId' || scope === 'exceptionId' || scope === 'reportId';
    expect(await refused(name, device('operator', ['mine']))).toEqual(hidden ? [404, 'not-found'] : [403, 'forbidden']);
  });
});
