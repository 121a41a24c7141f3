/** Tesseract as a text engine: a child process that starts with the first job and is killed, and started anew, when a job exceeds its time. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import sharp from 'sharp';
import { ZhiyueError } from '../../contract/errors.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { ownModule } from '../own-files.ts';
import type { TextEngine, TextJob, TextReading } from './engine.ts';
import { inkHeights } from './tesseract-protocol.ts';
import type { Opinion, TesseractAnswer, TesseractRequest } from './tesseract-protocol.ts';
import { readingFrom } from './tesseract-votes.ts';

export interface TesseractOptions {
  readonly tessdataFolder: string;
  /** For one job, the start of the process included. */
  readonly timeoutMs: number;
}

/** States: no child (before the first job, after a kill or a crash) → child idle → child working on one job → child idle. Disposed is final. */
export class TesseractEngine implements TextEngine {
  readonly name = 'tesseract';
  readonly #options: TesseractOptions;
  #child: ChildProcess | null = null;
  #nextId = 1;
  #disposed = false;

  constructor(options: TesseractOptions) {
    this.#options = options;
  }

  /** Process id of the child, for tests and for `doctor`; null when none runs. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async read(job: TextJob): Promise<TextReading> {
    if (this.#disposed) throw new ZhiyueError('text-reader-failed', 'The text reader has been stopped');
    const lines = { small: await scaledLine(job.line, inkHeights.small), large: await scaledLine(job.line, inkHeights.large) };
    return readingFrom(job, await this.#ask({ lines, language: job.language, whitelist: job.whitelist }));
  }

  #ask(question: Pick<TesseractRequest, 'lines' | 'language' | 'whitelist'>): Promise<readonly Opinion[]> {
    const child = (this.#child ??= this.#start());
    const { timeoutMs, tessdataFolder } = this.#options;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        act();
      };
      const fail = (error: ZhiyueError): void => {
        settle(() => {
          this.#kill(child);
          reject(error);
        });
      };
      const onMessage = (answer: TesseractAnswer): void => {
        if (answer.id !== id) return;
        if ('opinions' in answer) settle(() => { resolve(answer.opinions); });
        else fail(new ZhiyueError('text-reader-failed', `The text reader failed: ${answer.failure}`));
      };
      const onExit = (code: number | null, signal: string | null): void => { fail(new ZhiyueError('text-reader-failed', `The text reader's process ended (${signal ?? code})`)); };
      const onError = (cause: Error): void => { fail(new ZhiyueError('text-reader-failed', `The text reader's process cannot be reached: ${cause.message}`, { cause })); };
      const timer = setTimeout(() => { fail(new ZhiyueError('task-timeout', `The text reader did not answer within ${timeoutMs} ms`)); }, timeoutMs);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      const request: TesseractRequest = { id, tessdataFolder, ...question };
      child.send(request, (error) => { if (error) onError(error); });
    });
  }

  #start(): ChildProcess {
    const child = fork(ownModule('./tesseract-process.ts', import.meta.url), { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const forget = (): void => { if (this.#child === child) this.#child = null; };
    // A failed spawn has no exit; a listener must be there when nobody asks anything.
    child.on('exit', forget).on('error', forget);
    return child;
  }

  #kill(child: ChildProcess): void {
    if (this.#child === child) this.#child = null;
    // SIGKILL also ends a process that is stopped or deep in WebAssembly.
    child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => { child.once('exit', resolve).once('error', resolve); });
    this.#kill(child);
    await ended;
  }
}

/** White around a line, in pixels: Tesseract misses letters that touch the edge. */
const padding = 14;
const maxLineWidth = 4_000;

async function scaledLine({ width, height, pixels }: GrayImage, inkHeight: number): Promise<GrayImage> {
  const scale = Math.min(inkHeight / height, 4, maxLineWidth / width);
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .resize({ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)), fit: 'fill', kernel: 'cubic' })
    .extend({ top: padding, bottom: padding, left: padding, right: padding, background: '#fff' })
    .toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
