#!/usr/bin/env node
// The `zhiyue` command: hands over to Node 24, which runs our TypeScript as it is, when an older Node started it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** As shells say it. */
const endedBySigint = 128 + 2;

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Halves the start-up of the second run; the cache lies in the system's temporary folder.
  module.enableCompileCache?.();
  // Started by the older Node below, which ended without a word (killed, or out of memory): nobody could stop us any more, so we stop as by Ctrl-C.
  process.on('disconnect', () => {
    if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT', 'SIGINT');
    else process.exit(endedBySigint);
  });
  // That alone keeps nothing running.
  process.channel?.unref();
  await import('./zhiyue.ts');
} else {
  const candidates = ['../../node_modules/node/bin/node', '../../../node/bin/node'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const node = candidates.find((place) => existsSync(place) || existsSync(`${place}.exe`));
  if (node === undefined) {
    process.stderr.write(`zhiyue needs Node 24, and this is ${process.version}: run \`npm run setup\` in its folder, or start it with Node 24.\n`);
    process.exit(3);
  }
  // Nothing is sent through the channel: it closes with us.
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // The child cleans up, and we end with its code.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
