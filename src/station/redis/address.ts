/** Where Redis is, as `REDIS_URL` says it. The text holds a password: it never gets into a message, only the name of what it was given by. */
import { ZhiyueError } from '../../contract/errors.ts';
import { fault, type FaultCode, type FaultValues } from '../../contract/faults.ts';

export interface RedisNode { readonly host: string; readonly port: number }

interface Credentials {
  readonly username: string | null;
  readonly password: string | null;
  /** A file that holds the password, so that it stands neither in the environment nor on a command line. */
  readonly passwordFile: string | null;
}

export type RedisAddress = Credentials & (
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'single'; readonly node: RedisNode; readonly db: number; readonly tls: Tls | null }
  | { readonly kind: 'sentinel'; readonly sentinels: readonly RedisNode[]; readonly master: string; readonly db: number; readonly tls: Tls | null; readonly sentinelUsername: string | null; readonly sentinelPassword: string | null }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[]; readonly tls: Tls | null }
);

/** `caFile`: the certificates (PEM) that the server's must be signed by; null: those that the system trusts. */
export interface Tls { readonly caFile: string | null }

const kinds: ReadonlyMap<string, { readonly kind: 'single' | 'sentinel' | 'cluster'; readonly tls: boolean }> = new Map([
  ['redis', { kind: 'single', tls: false }], ['rediss', { kind: 'single', tls: true }],
  ['redis+sentinel', { kind: 'sentinel', tls: false }], ['rediss+sentinel', { kind: 'sentinel', tls: true }],
  ['redis+cluster', { kind: 'cluster', tls: false }], ['rediss+cluster', { kind: 'cluster', tls: true }],
]);
const ports = { single: 6379, sentinel: 26_379, cluster: 6379 } as const;
const options = ['ca', 'password-file', 'sentinel-username', 'sentinel-password'] as const;
type Option = (typeof options)[number];

/**
 * Understands `redis://`, `rediss://` (TLS), `unix:///path`, `redis+sentinel://host:port,host:port/master-name/db`, `redis+cluster://host:port,host:port`, the last two with `rediss` as well, and a
 * plain list of a cluster's nodes, `host:port,host:port`. `user:password@` stands before the hosts; after `?` come `ca`, `password-file`, `sentinel-username`, `sentinel-password`.
 * Throws ZhiyueError option-invalid about `name` (`REDIS_URL`, `--redis`), which says what is wrong and never repeats the text.
 */
export function parseRedisUrl(text: string, name = 'REDIS_URL'): RedisAddress {
  const refuse: Refuse = (code, values = {}) => ZhiyueError.of('option-invalid', [fault(code, { ...values, name })], { about: name });
  const given = text.trim();
  const parts = /^(?:([a-z][a-z+]*):\/\/)?(?:([^/?#]*)@)?([^/?#@]*)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(given);
  if (!parts) throw refuse('redis-url-form');
  const [, scheme, userInfo, hosts = '', path = '', query = ''] = parts;
  const said = optionsOf(query, refuse);
  const own = { ...credentialsOf(userInfo ?? '', refuse), passwordFile: said.get('password-file') ?? null };
  if (own.password !== null && own.passwordFile !== null) throw refuse('redis-url-password-twice');
  if (scheme === 'unix') {
    if (path === '') throw refuse('redis-url-socket-path');
    if (said.has('ca')) throw refuse('redis-url-socket-ca');
    return { ...own, kind: 'socket', path: decoded(path, refuse) };
  }

  const nodes = hosts.split(',');
  const meant = scheme === undefined ? { kind: 'cluster' as const, tls: false } : kinds.get(scheme.toLowerCase());
  if (meant === undefined) throw refuse('redis-url-scheme', { schemes: [...kinds.keys(), 'unix'].map((known) => `${known}://`).join(' ') });
  const kind = meant.kind === 'single' && nodes.length > 1 ? 'cluster' : meant.kind;
  const found = nodes.map((node) => nodeOf(node, ports[kind], refuse));
  if (said.has('ca') && !meant.tls) throw refuse('redis-url-ca');
  const tls = meant.tls ? { caFile: said.get('ca') ?? null } : null;
  const sentinelOnly = options.find((option) => option.startsWith('sentinel-') && said.has(option));
  if (kind !== 'sentinel' && sentinelOnly !== undefined) throw refuse('redis-url-sentinel-only', { option: sentinelOnly });

  const steps = path.split('/').slice(1).filter((step) => step !== '').map((step) => decoded(step, refuse));
  if (kind === 'cluster') {
    if (steps.length > 0) throw refuse('redis-url-cluster-database');
    return { ...own, kind, nodes: found, tls };
  }
  if (kind === 'sentinel') {
    const [master, db, ...more] = steps;
    if (master === undefined || more.length > 0) throw refuse('redis-url-master');
    return { ...own, kind, sentinels: found, master, db: dbOf(db, refuse), tls, sentinelUsername: said.get('sentinel-username') ?? null, sentinelPassword: said.get('sentinel-password') ?? null };
  }
  const [node] = found;
  if (node === undefined || steps.length > 1) throw refuse('redis-url-after-host');
  return { ...own, kind, node, db: dbOf(steps[0], refuse), tls };
}

/** Hosts and ports, or the path of the socket, without any secret: for messages. */
export function shownAddress(address: RedisAddress): string {
  const list = (nodes: readonly RedisNode[]): string => nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  switch (address.kind) {
    case 'socket': return address.path;
    case 'single': return list([address.node]);
    case 'sentinel': return `${list(address.sentinels)}/${address.master}`;
    case 'cluster': return list(address.nodes);
  }
}

type Refuse = (code: FaultCode, values?: FaultValues) => ZhiyueError;

function optionsOf(query: string, refuse: Refuse): ReadonlyMap<Option, string> {
  const found = new Map<Option, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    const option = options.find((known) => known === key);
    // Its name may be a misspelt secret: it is not repeated.
    if (option === undefined) throw refuse('redis-url-options', { options: options.join(', ') });
    if (value === '' || found.has(option)) throw refuse('redis-url-option-twice', { option });
    found.set(option, value);
  }
  return found;
}

function credentialsOf(userInfo: string, refuse: Refuse): Pick<Credentials, 'username' | 'password'> {
  const colon = userInfo.indexOf(':');
  const [username, password] = colon < 0 ? [userInfo, ''] : [userInfo.slice(0, colon), userInfo.slice(colon + 1)];
  return { username: username === '' ? null : decoded(username, refuse), password: password === '' ? null : decoded(password, refuse) };
}

function nodeOf(text: string, usualPort: number, refuse: Refuse): RedisNode {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = parts?.[3] === undefined ? usualPort : Number(parts[3]);
  if (host === undefined || port < 1 || port > 65_535) throw refuse('redis-url-host');
  return { host, port };
}

function dbOf(text: string | undefined, refuse: Refuse): number {
  if (text === undefined) return 0;
  if (!/^\d{1,4}$/.test(text)) throw refuse('redis-url-database');
  return Number(text);
}

function decoded(text: string, refuse: Refuse): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('redis-url-percent');
  }
}
