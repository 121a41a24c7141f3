import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { TesseractEngine } from './tesseract-engine.ts';
import { PpOcrEngine } from './ppocr-engine.ts';
import { readTextWith } from './text-reader.ts';
import { VotingEngine } from './voting-engine.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';

const tessdataFolder = fileURLToPath(new URL('../../../resources/tessdata', import.meta.url));

/** A minus sign: ink that needs no font. */
function dash(): GrayImage {
  const pixels = new Uint8Array(200 * 60).fill(240);
  for (let y = 28; y < 32; y++) pixels.fill(20, y * 200 + 60, y * 200 + 90);
  return { width: 200, height: 60, pixels };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const stopped: number[] = [];
// A stopped process that a failing test leaves behind would stay for ever.
afterEach(() => { for (const pid of stopped.splice(0)) if (alive(pid)) process.kill(pid, 'SIGKILL'); });

describe.each([['tesseract', (timeoutMs: number) => new TesseractEngine({ tessdataFolder, timeoutMs })], ['pp-ocr', (timeoutMs: number) => new PpOcrEngine({ timeoutMs })]] as const)('a text reader whose process fails: %s', { timeout: 60_000 }, (_, start) => {
  it('ends a job that hangs with task-timeout, and the next job works', async () => {
    const engine = start(6_000);
    await using reader = readTextWith(new VotingEngine([engine]), 8);
    await reader.read(dash(), { language: 'digits' });
    const { pid } = engine;
    expect(pid).not.toBeNull();
    if (pid === null) return;
    stopped.push(pid);
    process.kill(pid, 'SIGSTOP');
    await expect(reader.read(dash(), { language: 'digits' })).rejects.toMatchObject({ code: 'task-timeout' });
    expect((await reader.read(dash(), { language: 'digits' })).text).toBeTypeOf('string');
    expect(engine.pid).not.toBe(pid);
  });

  it('ends the running job with text-reader-failed when the process dies, and the next job works', async () => {
    const engine = start(20_000);
    await using reader = readTextWith(new VotingEngine([engine]), 8);
    await reader.read(dash(), { language: 'digits' });
    const { pid } = engine;
    if (pid !== null) process.kill(pid, 'SIGKILL');
    const first = reader.read(dash(), { language: 'digits' }).then(() => 'read', (error: { code?: string }) => error.code);
    // The death may be noticed before the job is handed over: then a new process reads it.
    expect(['text-reader-failed', 'read']).toContain(await first);
    expect((await reader.read(dash(), { language: 'digits' })).text).toBeTypeOf('string');
  });

  it('says so when the language data is missing', async () => {
    await using reader = readTextWith(new VotingEngine([new TesseractEngine({ tessdataFolder: '/nowhere', timeoutMs: 20_000 })]), 8);
    await expect(reader.read(dash(), { language: 'zh' })).rejects.toMatchObject({ code: 'text-reader-failed' });
  });

  it('refuses more waiting jobs than agreed', async () => {
    await using reader = readTextWith(new VotingEngine([start(20_000)]), 2);
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => reader.read(dash(), { language: 'digits' })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(answers.filter((answer) => answer.status === 'rejected' && answer.reason.code === 'text-reader-failed')).toHaveLength(2);
  });

  it('gives an aborted job up at once and goes on with the next', async () => {
    await using reader = readTextWith(new VotingEngine([start(20_000)]), 8);
    const stop = new AbortController();
    const first = reader.read(dash(), { language: 'digits' }, { signal: stop.signal });
    const second = reader.read(dash(), { language: 'digits' });
    stop.abort(new Error('not needed any more'));
    await expect(first).rejects.toThrow('not needed any more');
    expect((await second).text).toBeTypeOf('string');
  });

  it('ends its process when it is disposed, also in the middle of a job', async () => {
    const engine = start(20_000);
    const reader = readTextWith(new VotingEngine([engine]), 8);
    await reader.read(dash(), { language: 'digits' });
    const { pid } = engine;
    const running = reader.read(dash(), { language: 'digits' }).then(() => null, (error: { code?: string }) => error.code);
    await reader[Symbol.asyncDispose]();
    expect([null, 'text-reader-failed']).toContain(await running);
    expect(pid !== null && alive(pid)).toBe(false);
    await expect(reader.read(dash(), { language: 'digits' })).rejects.toMatchObject({ code: 'text-reader-failed' });
  });
});
