/**
 * `npm run vendor:redis -- --from FILE|URL --sha256 SUM` puts a given build of redis or valkey where the station looks for it:
 * `resources/redis/<platform>-<arch>/`. FILE is a tar.gz, tar.xz, zip, deb or the bare server binary. Nothing is taken without its checksum.
 * What was taken, and the checksum of every file of it, stands in `vendored.json` there; `npm run dist` compares before it puts them into an installer.
 */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { redisFolder, versionOf } from './setup/redis-place.mjs';
import { SetupError } from './setup/setup-error.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const suffix = process.platform === 'win32' ? '.exe' : '';

try {
  const { from, sha256 } = readArguments();
  const folder = redisFolder(root);
  mkdirSync(path.dirname(folder), { recursive: true });
  const work = mkdtempSync(path.join(path.dirname(folder), '.vendor-'));
  try {
    const archive = await obtain(from, work);
    verify(archive, sha256);
    const ready = path.join(work, 'ready');
    arrange(unpack(archive, work), ready);
    const version = versionOf(ready);
    if (version === null) throw new SetupError(`the redis-server in ${from} does not run on ${process.platform}-${process.arch}: take a build for this system.`);
    const files = readdirSync(ready, { recursive: true }).map(String).filter((name) => statSync(path.join(ready, name)).isFile()).sort();
    const sums = Object.fromEntries(files.map((name) => [name.replaceAll('\\', '/'), sumOf(path.join(ready, name))]));
    writeFileSync(path.join(ready, 'vendored.json'), `${JSON.stringify({ from: path.basename(from), sha256, version, files: sums }, null, 2)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(ready, folder);
    process.stdout.write(`${version}\nin ${folder}\n`);
    if (!files.some((name) => name.startsWith('licences'))) process.stderr.write(`vendor:redis: there is no licence in ${path.basename(from)}: put the one of this server into ${path.join(folder, 'licences')} before it goes into an installer.\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`vendor:redis: ${error.message}\n`);
  process.exitCode = 2;
}

function readArguments() {
  let values;
  try {
    values = parseArgs({ options: { from: { type: 'string' }, sha256: { type: 'string' } } }).values;
  } catch (error) {
    throw new SetupError(`${error.message}. Usage: npm run vendor:redis -- --from FILE|URL --sha256 SUM`);
  }
  const { from, sha256 } = values;
  if (from === undefined || sha256 === undefined || !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new SetupError('usage: npm run vendor:redis -- --from FILE|URL --sha256 SUM (SUM: the 64 hexadecimal digits that the publisher of the build names)');
  }
  return { from, sha256: sha256.toLowerCase() };
}

async function obtain(from, work) {
  if (!/^https?:\/\//.test(from)) {
    const file = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), from);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new SetupError(`there is no file ${from}`);
    return file;
  }
  const answer = await fetch(from).catch((error) => { throw new SetupError(`${from} could not be fetched: ${error.cause?.message ?? error.message}`); });
  if (!answer.ok) throw new SetupError(`${from} answered ${answer.status} ${answer.statusText}`);
  const file = path.join(work, path.basename(new URL(from).pathname) || 'download');
  writeFileSync(file, new Uint8Array(await answer.arrayBuffer()));
  return file;
}

function sumOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function verify(file, sha256) {
  const found = sumOf(file);
  if (found !== sha256) throw new SetupError(`the checksum does not match, so nothing was changed: expected ${sha256}, the file has ${found}`);
}

/** A folder with the archive's contents. */
function unpack(file, work) {
  const tree = path.join(work, 'tree');
  mkdirSync(tree);
  const [command, args] =
    /\.(tar(\.\w+)?|tgz|txz)$/.test(file) ? ['tar', ['-xf', file, '-C', tree]]
    // bsdtar, the `tar` of Windows and macOS, reads zip too.
    : file.endsWith('.zip') ? (process.platform === 'linux' ? ['unzip', ['-q', file, '-d', tree]] : ['tar', ['-xf', file, '-C', tree]])
    : file.endsWith('.deb') ? ['dpkg-deb', ['-x', file, tree]]
    : [null, []];
  if (command === null) copyFileSync(file, path.join(tree, `redis-server${suffix}`));
  else if (spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status !== 0) throw new SetupError(`${path.basename(file)} could not be unpacked with ${command}`);
  return tree;
}

/** `bin/redis-server` (a valkey-server takes that name), its tools, any shared libraries in `lib/`, and the licences it comes with. */
function arrange(tree, ready) {
  const files = readdirSync(tree, { recursive: true }).map(String).filter((name) => statSync(path.join(tree, name), { throwIfNoEntry: false })?.isFile());
  const bin = path.join(ready, 'bin');
  const lib = path.join(ready, 'lib');
  mkdirSync(bin, { recursive: true });
  mkdirSync(lib, { recursive: true });
  for (const program of ['server', 'cli', 'benchmark']) {
    const found = files.find((name) => [`redis-${program}${suffix}`, `valkey-${program}${suffix}`].includes(path.basename(name)));
    if (found === undefined) {
      if (program === 'server') throw new SetupError('there is no redis-server or valkey-server in it: a source archive has to be built first.');
      continue;
    }
    const target = path.join(bin, `redis-${program}${suffix}`);
    copyFileSync(path.join(tree, found), target);
    chmodSync(target, 0o755);
  }
  for (const name of files.filter((each) => /\.(so(\.\d+)*|dylib|dll)$/.test(each))) {
    copyFileSync(path.join(tree, name), path.join(name.endsWith('.dll') ? bin : lib, path.basename(name)));
  }  const licences = files.filter((name) => /^(copying|licen[cs]e|notice|copyright)/i.test(path.basename(name)) && statSync(path.join(tree, name)).size < 200_000);
  if (licences.length > 0) mkdirSync(path.join(ready, 'licences'));
  // Those of bundled libraries have the same file names: their folder tells them apart.
  for (const name of licences) copyFileSync(path.join(tree, name), path.join(ready, 'licences', name.split(path.sep).slice(-2).join('-')));
}
