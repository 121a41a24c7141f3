/** Redis from Debian's or Ubuntu's own packages, unpacked beside the project: no root, nothing installed system-wide; apt checks the signatures. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { versionOf } from './redis-place.mjs';

/** Where apt's simulation cannot say what is missing: the names on Debian 12. */
const usualPackages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/** Puts `bin/` and `lib/` into `folder`. Returns null, or half a sentence that says why it could not. */
export function fetchFromDebian(folder) {
  mkdirSync(path.dirname(folder), { recursive: true });
  const work = mkdtempSync(path.join(path.dirname(folder), '.fetch-'));
  try {
    // The system's package lists may be missing (containers) or stale: then a private copy of them, which needs no root either.
    if (!download(work, quietly) && !(update(work) && download(work, privateLists(work)))) {
      return 'apt-get could not download it (is this machine offline?)';
    }
    const tree = path.join(work, 'tree');
    for (const deb of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      if (!succeeds('dpkg-deb', ['-x', path.join(work, deb), tree])) return `dpkg-deb could not unpack ${deb}`;
    }
    const ready = path.join(work, 'ready');
    arrange(tree, ready);
    const version = versionOf(ready);
    if (version === null) return 'the downloaded redis-server does not run here';
    rmSync(folder, { recursive: true, force: true });
    renameSync(ready, folder);
    process.stderr.write(`set-up: ${version.split(' ').slice(0, 3).join(' ')} in ${path.relative(process.cwd(), folder)}\n`);
    return null;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const quietly = ['-q', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20', '-o', 'APT::Sandbox::User=root'];

function privateLists(work) {
  const apt = path.join(work, 'apt');
  return [...quietly, '-o', `Dir::State=${apt}/state`, '-o', `Dir::Cache=${apt}/cache`, '-o', 'Dir::State::status=/var/lib/dpkg/status'];
}

function update(work) {
  for (const folder of ['state/lists/partial', 'cache/archives/partial']) mkdirSync(path.join(work, 'apt', folder), { recursive: true });
  // `update` warns and still succeeds when one of several sources is out of reach; the download decides.
  return succeeds('apt-get', [...privateLists(work), 'update']);
}

/** apt's own simulation names the packages that this machine lacks, whatever they are called in its release. */
function download(work, options) {
  const simulated = spawnSync('apt-get', [...options, '--simulate', '--no-install-recommends', 'install', 'redis-server'], { encoding: 'utf8' });
  const missing = [...(simulated.stdout ?? '').matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  return succeeds('apt-get', [...options, 'download', ...(missing.length > 0 ? missing : usualPackages)], work);
}

function succeeds(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0;
}

/** From Debian's tree to `bin/` and `lib/`. `redis-server` is a link to a program that looks at its own name: copied as a file. */
function arrange(tree, ready) {
  mkdirSync(path.join(ready, 'bin'), { recursive: true });
  mkdirSync(path.join(ready, 'lib'), { recursive: true });
  for (const name of ['redis-server', 'redis-cli', 'redis-benchmark']) {
    const program = path.join(tree, 'usr', 'bin', name);
    if (existsSync(program)) copyFileSync(program, path.join(ready, 'bin', name));
  }
  for (const base of [path.join(tree, 'usr', 'lib'), path.join(tree, 'lib')]) {
    if (!existsSync(base)) continue;
    for (const triplet of readdirSync(base).filter((name) => /-linux-gnu/.test(name))) {
      for (const name of readdirSync(path.join(base, triplet))) {
        const library = path.join(base, triplet, name);
        if (name.includes('.so') && statSync(library).isFile()) copyFileSync(library, path.join(ready, 'lib', name));
      }
    }
  }
}
