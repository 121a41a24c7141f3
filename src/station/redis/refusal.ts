/** Why a Redis that somebody named by its address cannot be used, from what ioredis and the system say. */
import type { Fault } from '../../contract/faults.ts';
import type { RedisRefusesWrites } from '../../contract/routes/work.ts';

/** `final`: asking again would change nothing. */
interface Refusal { readonly fault: Fault; readonly final: boolean }

const kinds: readonly (readonly [RegExp, Fault['code'], boolean])[] = [
  // What sentinels say comes as the reason why none could be asked; what the master says does not.
  [/sentinels are unreachable.*(WRONGPASS|invalid password)/, 'redis-sentinel-password-wrong', true],
  [/sentinels are unreachable.*NOAUTH/, 'redis-sentinel-password-needed', true],
  [/sentinels are unreachable.*unknown command/i, 'redis-sentinel-none', true],
  [/sentinels are unreachable.*No such master/i, 'redis-sentinel-name', true],
  [/WRONGPASS|invalid password/, 'redis-password-wrong', true],
  [/NOAUTH/, 'redis-password-needed', true],
  [/NOPERM/, 'redis-rights', true],
  [/WRONG_VERSION_NUMBER|wrong version number|EPROTO|packet length too long/i, 'redis-plain', true],
  [/CERT|SELF_SIGNED|UNABLE_TO/, 'redis-certificate', true],
  [/cluster support disabled/, 'redis-single', true],
  [/Protocol error|Unknown RESP type/, 'redis-foreign', true],
  // A name may be known in a moment, and a server come up.
  [/ENOTFOUND|EAI_AGAIN/, 'redis-host-unknown', false],
  [/ENOENT|ENOTSOCK|ECONNREFUSED \//, 'redis-socket-none', false],
  [/EACCES \//, 'redis-socket-closed', true],
  [/ECONNREFUSED/, 'redis-nobody', false],
  [/ECONNRESET|Connection is closed|socket hang up/, 'redis-closes', false],
];

const noWrites: readonly (readonly [RegExp, RedisRefusesWrites])[] = [[/\bOOM\b/, 'memory'], [/\bMISCONF\b/, 'disk'], [/\bREADONLY\b/, 'read-only'], [/\bNOREPLICAS\b/, 'replicas']];

/** Why a server that answers takes no write; null: the error says nothing of that. */
export function refusedWriteOf(error: unknown): RedisRefusesWrites | null {
  const said = textOf(error);
  return noWrites.find(([sign]) => sign.test(said))?.[1] ?? null;
}

/** Null: an error that names no known cause. */
export function refusalOf(error: unknown): Refusal | null {
  const said = textOf(error);
  for (const [sign, code, final] of kinds) {
    if (sign.test(said)) return { fault: { code, values: { host: hostOf(error), reason: error instanceof Error ? error.message : said }, where: null }, final };
  }
  return null;
}

/** What an error says, and what a cluster's nodes said when all of them failed. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const inner = 'lastNodeError' in error && error.lastNodeError instanceof Error ? textOf(error.lastNodeError) : '';
  return `${error.name} ${error.message} ${code} ${inner}`;
}

function hostOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('hostname' in error) return String(error.hostname);
  return 'lastNodeError' in error ? hostOf(error.lastNodeError) : '';
}
