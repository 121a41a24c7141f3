/** The tables of `docs/lan-api.md` from the routes and roles; a test keeps the file alike. */
import { type Permission, permissions, rolePermissions, roles } from './access.ts';
import type { RouteSpec } from './route.ts';
import { routes } from './routes.ts';

/** Which roles have a permission, strongest first. */
export function rolesWith(permission: Permission): readonly string[] {
  return roles.filter((role) => rolePermissions[role].includes(permission));
}

/** The document with what stands between its markers written anew. */
export function withRouteTables(docs: string): string {
  return between(between(docs, 'permissions', permissionTable()), 'routes', routeTable());
}

function between(docs: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}: from src/contract, written by its test -->\n`, `<!-- /${name} -->`];
  const from = docs.indexOf(start);
  const to = docs.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/lan-api.md has no place for the ${name}.`);
  return `${docs.slice(0, from + start.length)}\n${table}\n${docs.slice(to)}`;
}

function permissionTable(): string {
  const names = Object.keys(permissions).filter((name): name is Permission => name in permissions);
  const rows = names.map((name) => `| \`${name}\` | ${permissions[name]} | ${roles.map((role) => (rolePermissions[role].includes(name) ? '✓' : '')).join(' | ')} |`);
  return [`| permission | what it opens | ${roles.join(' | ')} |`, `|---|---|${roles.map(() => ':-:|').join('')}`, ...rows, ''].join('\n');
}

function routeTable(): string {
  const rows = Object.entries<RouteSpec>(routes).map(([name, spec]) => `| \`${spec.method}\` | \`${spec.path}\` | ${spec.summary.replaceAll('|', '\\|')} | ${whoMay(spec)} | \`${name}\` |`);
  return ['| | | what it does | who may | name |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

function whoMay({ needs, scope, localOnly }: RouteSpec): string {
  if (needs === 'anyone') return 'anyone';
  if (needs === 'signed-in') return 'every role';
  return [`\`${needs}\``, ...(scope === 'station' ? ['all exams'] : []), ...(localOnly === true ? ['on the station\'s machine'] : [])].join(', ');
}
