/** `npm run demo` with `-- basic` and `-- interactive`: the flow explained as it happens, and a prompt at which parts are killed and come back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Pages are read with everybody else going first: on a busy machine that takes its time. */
const until = (what: string, holds: () => boolean): Promise<unknown> => expect.poll(holds, { timeout: 50_000, message: what }).toBe(true);

const root = path.resolve(import.meta.dirname, '../..');

function demo(...words: readonly string[]): { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<unknown[]> } {
  const child = spawn(process.execPath, ['scripts/setup.mjs', 'scripts/demo.ts', ...words], { cwd: root, env: { ...process.env, LC_ALL: 'en_US.UTF-8', MAX_WORKERS: '1' }, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  return { child, said: () => said, ended: once(child, 'exit') };
}

test('basic explains the flow event by event, from the exam to the completed batch', async () => {
  const { said, ended } = demo('basic');
  expect((await ended)[0], said()).toBe(0);
  const steps = ['exam.created', 'batch.started', 'page.received', 'ocr.started', 'ocr.completed', 'grading.completed', 'batch.completed'];
  const places = steps.map((type) => said().indexOf(type));
  expect(places.every((place) => place >= 0), said()).toBe(true);
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
  expect(said()).toMatch(/4 pages, 4 read/);
});

test('--lang is heard, and a word too many is refused', async () => {
  const { said, ended } = demo('basic', 'more', '--lang', 'zh-CN');
  expect((await ended)[0], said()).toBe(2);
  expect(said()).toContain('演示的用法');
});

test('interactive takes orders and says which it does not know: pages are put in, Redis and the threads are killed and come back, and nothing is lost', async () => {
  const { child, said, ended } = demo('interactive');
  const type = (line: string): void => void child.stdin?.write(`${line}\n`);
  const count = (text: string): number => said().split(text).length - 1;
  try {
    await until('there is a prompt', () => said().includes('publish N'));
    type('publish 1');
    await until('the first page is graded', () => said().includes('batch.completed'));
    type('kill redis');
    await until('it is killed', () => said().includes('redis: killed'));
    await until('another Redis does its work', () => said().includes('redis: back after'));
    type('publish 2');
    await until('both are graded, with a new Redis', () => count('batch.completed') === 2);
    type('kill threads');
    await until('they are killed', () => said().includes('threads: killed'));
    type('publish 1');
    await until('the fourth page is graded, with new threads', () => count('batch.completed') === 3);
    await until('other threads do theirs', () => said().includes('threads: back after'));
    type('publish none');
    type('kill me');
    type('sing');
    await until('what it does not understand is said', () => said().includes('How many?') && said().includes('kill what?') && said().includes('no command `sing`'));
    type('status');
    await until('the status is said', () => /4 pages, 4 read/.test(said()));
    type('quit');
    expect((await ended)[0]).toBe(0);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(said(), { cause: error });
  }
});
