/** How long `zhiyue serve` takes until it is ready, beside a Node that does nothing. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../src/cli/zhiyue.mjs', import.meta.url));
const rounds = 5;
const allowedMs = 1500;

/** Prints both medians; true when the station is ready in time. */
export async function benchStartup(print: (text: string) => void): Promise<boolean> {
  const idle: number[] = [];
  const fresh: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-bench-serve-'));
    try {
      idle.push(await idleNode());
      fresh.push(await serveUntilReady(folder));
      again.push(await serveUntilReady(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const ready = Math.max(median(fresh), median(again));
  print([
    `\n== startup: median of ${rounds}`,
    `node -e 0             ${median(idle).toFixed(0)} ms`,
    `serve, new folder     ${median(fresh).toFixed(0)} ms (${fresh.map((ms) => ms.toFixed(0)).join(', ')})`,
    `serve, same folder    ${median(again).toFixed(0)} ms (${again.map((ms) => ms.toFixed(0)).join(', ')})`,
    `${ready <= allowedMs ? 'met   ' : 'MISSED'}  ready within ${allowedMs} ms: ${ready.toFixed(0)} ms`,
  ].join('\n'));
  return ready <= allowedMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function idleNode(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  return performance.now() - start;
}

/** Ready is when it has printed its address. */
async function serveUntilReady(folder: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [cli, 'serve', '--data-dir', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  try {
    return await new Promise<number>((resolve, reject) => {
      let output = '';
      let complaint = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (/https?:\/\//.test(output)) resolve(performance.now() - start);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
      child.on('error', reject);
      child.on('close', (code) => reject(new Error(`zhiyue serve ended with ${code} before it was ready: ${complaint.trim()}`)));
    });
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
}
