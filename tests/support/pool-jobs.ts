/** Jobs that behave well, badly and terribly, for the pool's tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ZhiyueError } from '../../src/contract/errors.ts';
import type { Jobs } from '../../src/station/pool/pool.ts';

const forever = () => new Promise<never>((_resolve, reject) => setTimeout(reject, 1_000_000, new Error('never')));
const children: ChildProcess[] = [];

export const jobs: Jobs = {
  echo: async (input) => input,
  refuse: async () => {
    throw new ZhiyueError('file-damaged', 'The file is cut off.', { about: 'scan.jpg' });
  },
  stumble: async () => {
    throw new TypeError('x is not a function');
  },
  sleep: forever,
  spin: async () => {
    for (;;);
  },
  crash: async () => {
    process.kill(process.pid, 'SIGABRT');
    return await forever();
  },
  exit: async () => {
    process.exit(3);
  },
  fillHeap: async () => {
    const kept: number[][] = [];
    for (;;) kept.push([...new Float64Array(4_000_000).fill(kept.length + 0.5)]);
  },
  eatMemory: async () => {
    const kept: Buffer[] = [];
    for (;;) {
      kept.push(Buffer.alloc(16 * 1_048_576, kept.length));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },
  readFile: async (input) => readFile(z.string().parse(input), 'utf8'),
  writeFile: async (input) => {
    await writeFile(z.string().parse(input), 'written');
    return null;
  },
  growNative: async () => {
    const kept = Buffer.alloc(300 * 1_048_576, 1);
    return kept.length;
  },
  pid: async () => process.pid,
  tidy: async (_input, { signal }) => await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  uncloneable: async () => () => {},
  adopt: async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    children.push(child);
    return z.int().parse(child.pid);
  },
};
