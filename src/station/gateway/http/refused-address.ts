/** An address that no route answers: there is none of it, or none with this method. */
import { ZhiyueError } from '../../../contract/errors.ts';
import { livePath } from '../../../contract/live.ts';
import { MethodRefused, UpgradeNeeded } from './problems.ts';
import { routeNames, specs } from './route-table.ts';

const known = [...Map.groupBy(routeNames.map((name) => specs[name]), ({ path }) => path)].map(([path, all]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
  // What reads also answers for its headers alone.
  methods: all.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
}));

/** Not thrown but given: ZhiyueError not-found, MethodRefused with the methods that the address takes, or UpgradeNeeded. */
export function refusedAddress(method: string, url: string): ZhiyueError {
  const path = url.split('?')[0] ?? '';
  if (path === livePath) return new UpgradeNeeded();
  const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap((each) => each.methods);
  return methods.length > 0 && !methods.includes(method) ? new MethodRefused(method, [...new Set(methods)]) : new ZhiyueError('not-found', 'There is no such route; /api/docs shows them all.');
}
