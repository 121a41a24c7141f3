/**
 * `npm run lockfile`, after a dependency has changed: enters what other systems need. npm leaves out of the lockfile the builds for platforms that its registry
 * did not have at that moment, and `npm ci` then refuses the whole lockfile. Only builds that a package pins to one exact version are entered.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openharmony'];
const processors = ['x64', 'arm64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64'];

const entered = missingBuilds(lock.packages);
for (const { place, entry } of entered) lock.packages[place] = entry;
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${entered.length} builds for other platforms entered\n`);

function missingBuilds(packages) {
  return Object.entries(packages).flatMap(([where, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies).flatMap(([name, version]) => {
      const place = `node_modules/${name}`;
      if (where === '' || !/^\d+\.\d+\.\d+$/.test(version) || packages[place] !== undefined || packages[`${where}/${place}`] !== undefined) return [];
      return [{ place, entry: { version, ...platform(name), ...(dev ? { dev: true } : {}), optional: true } }];
    }));
}

/** Such builds carry their platform in their name, as in `binding-linux-arm64-musl`. */
function platform(name) {
  const words = name.split(/[-/]/);
  const os = systems.filter((each) => words.includes(each));
  const cpu = processors.filter((each) => words.includes(each));
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.some((word) => word.startsWith('gnu')) ? ['glibc'] : [];
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}), ...(libc.length > 0 && os.includes('linux') ? { libc } : {}) };
}
