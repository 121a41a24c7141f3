/** A Redis server for the sidecar: on PATH, in `resources/redis/<platform>-<arch>/`, or put there now. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fetchFromDebian } from './redis-debian.mjs';
import { executable, onPath, redisFolder } from './redis-place.mjs';
import { SetupError } from './setup-error.mjs';

/** Makes sure that there is a Redis server the sidecar will find, or throws with what to do. */
export function ensureRedis(root) {
  if (process.env['REDIS_URL'] || existsSync(path.join(redisFolder(root), 'bin', executable)) || onPath(executable) || onPath(executable.replace('redis', 'valkey'))) return;
  process.stderr.write('set-up: fetching a Redis server\n');
  const trouble = fetchForThisPlatform(root);
  if (trouble === null) return;
  throw new SetupError(`no Redis server was found, and ${trouble}. Install redis-server (7 or newer), or put a build of redis or valkey in place with: npm run vendor:redis -- --from FILE|URL --sha256 SUM`);
}

/** Null when done, else half a sentence that says why not. */
function fetchForThisPlatform(root) {
  if (process.platform === 'linux' && onPath('apt-get') && onPath('dpkg-deb')) return fetchFromDebian(redisFolder(root));
  if (process.platform === 'darwin' && onPath('brew')) {
    const run = spawnSync('brew', ['install', 'redis'], { stdio: ['inherit', 2, 2] });
    if (run.status === 0 && onPath(executable)) return null;
    return '`brew install redis` did not put one on PATH';
  }
  return 'there is no known way to fetch one on this system';
}
