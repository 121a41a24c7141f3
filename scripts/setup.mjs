/**
 * Brings a machine that has only git, Node 20 and npm to where everything runs: packages, Node 24, a Redis server.
 * `node scripts/setup.mjs [SCRIPT ARGS…]` then runs SCRIPT with Node 24. Plain JavaScript without dependencies, because it runs
 * before anything is installed. What is in place is left alone, so that the second start costs a few dozen milliseconds.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensurePackages, packagedNode, runsWanted } from './setup/packages.mjs';
import { ensureRedis } from './setup/redis.mjs';
import { ensureScreens } from './setup/screens.mjs';
import { SetupError } from './setup/setup-error.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [script, ...scriptArguments] = process.argv.slice(2);

try {
  ensurePackages(root);
  ensureRedis(root);
  // Only the running station shows them; without them it does everything else.
  if (script === 'scripts/start.ts' || scriptArguments[0] === 'serve') ensureScreens(root);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\nset-up: ${error.message}\n`);
  process.exit(3);
}

if (script === undefined) {
  process.stderr.write('set-up: everything is in place\n');
} else {
  await runWithPackagedNode(path.resolve(root, script), scriptArguments);
}

/** In this very process when it is Node 24 already; else in a child that gets our signals and whose exit code becomes ours. */
async function runWithPackagedNode(file, args) {
  if (runsWanted(process.version)) {
    process.argv = [process.execPath, file, ...args];
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(packagedNode(root), [file, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
