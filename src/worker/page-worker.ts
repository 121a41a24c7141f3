/**
 * A machine that reads pages for a station elsewhere. It takes tasks from the queue that the station's own threads take theirs from, asks the station for the scan, and sends back what it read; the station alone writes
 * the record. States: working ⇄ waiting (the station does not answer, or has paused the work) → closed, or ended with an error (it is not let in any more).
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { StationClient } from '../client/station-client.ts';
import { StationError } from '../client/station-error.ts';
import { type ErrorCode, errorCodes, toPlainError, ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { pageReadingSchema, writtenTextSchema } from '../contract/reading.ts';
import type { AnswerOf } from '../contract/routes.ts';
import { lazily } from '../station/lazily.ts';
import { ownModule, ownResources } from '../station/own-files.ts';
import { type Pool, startPool } from '../station/pool/pool.ts';
import { NotNow } from '../station/queue/not-now.ts';
import { startQueue } from '../station/queue/queue.ts';
import type { TaskContext } from '../station/queue/task.ts';
import { startRedis } from '../station/redis/sidecar.ts';
import { ocrProcessing } from '../station/tasks/ocr-processing/definition.ts';
import { failsAtOnce, isEnvironment } from '../station/tasks/ocr-processing/fail-page.ts';
import { type Crop, type ReadPageInput, readPageResultSchema } from '../station/tasks/ocr-processing/read-page-result.ts';
import { readName, readTexts } from '../station/tasks/ocr-processing/texts.ts';
import type { TextReader } from '../station/text/text-reader.ts';
import { version } from '../station/version.ts';
import { PageFiles, type ReadingOrder } from './page-files.ts';
import { ReaderHealth } from './reader-health.ts';
import { unreachable } from './unreachable.ts';

export interface PageWorkerOptions {
  readonly station: StationClient;
  readonly redisUrl: string;
  /** What the URL was given by, for messages. */
  readonly redisUrlName: string;
  /** Scans lie here while they are read; emptied at the beginning and the end. */
  readonly folder: string;
  readonly threads: number;
  readonly onRead: (pageId: string) => void;
  /** What went wrong and is being tried again. */
  readonly onTrouble: (trouble: string) => void;
  /** This machine cannot read just now (its disk is full, say): its pages go back in line for others, and it tries again after a while. */
  readonly onFault: (fault: ZhiyueError) => void;
}

export interface PageWorker extends AsyncDisposable {
  /** Rejects when it cannot go on: revoked, or of another version than the station. */
  readonly ended: Promise<never>;
}

const inputSchema = z.object({ pageId: z.string() });
const laterMs = 2_000;
const afterFaultMs = 30_000;
/** Where it lasts the pause doubles up to this. */
const longestRestMs = 600_000;
const textTimeoutMs = 30_000;

/** Throws ZhiyueError of the station's refusal, `redis-unreachable`, `option-invalid`, `reader-broken`. */
export async function startPageWorker({ station, redisUrl, redisUrlName, folder, threads, onRead, onTrouble, onFault }: PageWorkerOptions): Promise<PageWorker> {
  await using opened = new AsyncDisposableStack();
  const terms = await termsOf(station);
  const files = new PageFiles(folder, station);
  await files.clear();
  opened.defer(() => files.clear());
  const redis = opened.use(await startRedis({ dataFolder: folder, url: redisUrl, urlName: redisUrlName, onTrouble: ({ kind, detail }) => onTrouble(`redis ${kind}: ${detail}`) }));
  const health = new ReaderHealth(folder);
  const pool = opened.use(await startPool({ jobsModule: ownModule('../station/tasks/jobs.ts', import.meta.url), threads, folders: { read: [], write: [folder] }, onCrash: (crash) => {
    health.crashed(crash);
    onTrouble(`pool: ${crash.reason}`);
  } }));
  // Before it takes the first page away from somebody who can read it.
  await health.probe(pool, terms.readTimeoutMs);
  const textReader = opened.adopt(lazily(async () => {
    const { startTextReader } = await import('../station/text/text-reader.ts');
    return startTextReader({ tessdataFolder: path.join(ownResources(), 'tessdata'), timeoutMs: textTimeoutMs });
  }), (it) => it.close());

  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  const closing = new AbortController();
  let resting = false;
  /** Takes no tasks for a while, and then until the station answers, so that none of them pays for it with an attempt. */
  const rest = async (first = laterMs, ready: () => Promise<void> = async () => {}): Promise<void> => {
    if (resting || closing.signal.aborted) return;
    resting = true;
    await queue.pause();
    let ms = first;
    while (!closing.signal.aborted) {
      await wait(ms, undefined, { signal: closing.signal }).catch(() => {});
      try {
        await termsOf(station);
        await ready();
        break;
      } catch (error) {
        if (isBroken(error)) ms = Math.min(ms * 2, longestRestMs);
        else if (!(error instanceof ZhiyueError) || error.code !== 'station-unreachable') over.reject(error);
      }
    }
    resting = false;
    if (!closing.signal.aborted) await queue.resume();
  };
  const giveUp = (why: string, cause: unknown): never => {
    over.reject(new ZhiyueError('internal', why, { cause }));
    throw new NotNow(laterMs, why);
  };
  /** Null where the station says that there is nothing to do about the page any more. */
  const asking = async <T>(question: () => Promise<T>, signal: AbortSignal): Promise<T | null> => {
    try {
      return await question();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StationError)) throw error;
      if (error.code === 'not-found') return null;
      // No page is to blame: it goes back in line, and this machine reads no others.
      if (error.code === 'request-invalid' || error.code === 'request-too-large') giveUp(`The station does not take what was read: ${error.message}`, error);
      onTrouble(`station: ${error.message}`);
      rest().catch((trouble: unknown) => onTrouble(String(trouble)));
      throw new NotNow(laterMs, error.message);
    }
  };
  let faultMs = afterFaultMs;
  const parts: ReadParts = { station, files, pool, folder, textReader: textReader.get, readTimeoutMs: terms.readTimeoutMs, asking, giveUp };

  const queue = opened.use(await startQueue({
    redis, prefix: terms.queue, retryDelaysMs: terms.retryDelaysMs, maxRetries: terms.maxRetries, onTrouble: (error) => onTrouble(error.message),
    definitions: [{
      type: ocrProcessing, input: inputSchema, priority: 'normal', concurrency: threads * 2, timeoutMs: terms.taskTimeoutMs,
      run: async (input, context) => {
        const { pageId } = inputSchema.parse(input);
        // The last try is the station's: no page is given up for what happens here.
        if (context.attempt > 1 && context.attempt === context.maxAttempts) throw new NotNow(laterMs, 'the last try is the station\'s');
        try {
          if (!(await readOne(pageId, context, parts))) return;
          onRead(pageId);
          health.pageRead();
          faultMs = afterFaultMs;
        } catch (reason) {
          const error = health.judged(pageId, reason);
          if (!isEnvironment(error)) throw error;
          if (!resting) {
            onFault(error);
            rest(faultMs, () => (isBroken(error) ? health.probe(pool, terms.readTimeoutMs, closing.signal) : Promise.resolve())).catch((trouble: unknown) => onTrouble(String(trouble)));
            faultMs = Math.min(faultMs * 2, longestRestMs);
          }
          throw new NotNow(laterMs, error.message);
        }
      },
    }],
    // The record is the station's: it writes that a page was tried often enough.
    async onExhausted(_type, key, input, error) {
      const { pageId } = inputSchema.parse(input);
      const { code } = toPlainError(error);
      if (errorCodes[code] === 'environment') throw error;
      await station.request('failReading', { params: { pageId }, body: { asked: askedOf(key), code, attempts: terms.maxRetries + 1 } });
    },
  }));
  opened.defer(() => closing.abort());
  const owned = opened.move();
  return { ended: over.promise, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface ReadParts {
  readonly station: StationClient;
  readonly files: PageFiles;
  readonly pool: Pool;
  readonly folder: string;
  readonly textReader: () => Promise<TextReader>;
  readonly readTimeoutMs: number;
  /** This machine is at fault, not the page. */
  readonly giveUp: (why: string, cause: unknown) => never;
  readonly asking: <T>(question: () => Promise<T>, signal: AbortSignal) => Promise<T | null>;
}

/** Whether its reading stands in the record now. */
async function readOne(pageId: string, { attempt, signal, inLine }: TaskContext, parts: ReadParts): Promise<boolean> {
  const { station, files, asking } = parts;
  const begun = performance.now();
  const order = await asking(() => station.request('startReading', { params: { pageId }, body: { attempt } }, { signal }), signal);
  if (order === null || order.next === 'nothing') return false;
  if (order.next === 'later') throw new NotNow(laterMs, 'the work is paused');
  let read: Awaited<ReturnType<typeof readHere>> | null;
  try {
    read = await asking(() => files.with(pageId, order, signal, (found) => readHere(pageId, order, found, signal, inLine, parts)), signal);
  } catch (error) {
    if (!failsAtOnce(error)) throw error;
    const { code } = toPlainError(error);
    await asking(() => station.request('failReading', { params: { pageId }, body: { asked: order.asked, code, attempts: attempt } }, { signal }), signal);
    return false;
  }
  if (read === null) return false;
  const body = { asked: order.asked, startedEvent: order.startedEvent, ...read, durationMs: performance.now() - begun };
  const answer = await asking(() => station.request('finishReading', { params: { pageId }, body }, { signal }), signal);
  return answer?.recorded ?? false;
}

async function readHere(pageId: string, order: ReadingOrder, found: { readonly file: string; readonly layoutFile: string }, signal: AbortSignal, inLine: TaskContext['inLine'], { pool, folder, textReader, readTimeoutMs, giveUp }: ReadParts) {
  const input: ReadPageInput = { dataFolder: folder, ...found, pageInFile: order.pageInFile, pageId };
  const { reading, crops, size } = readPageResultSchema.parse(await inLine((onStarted) => pool.run('read-page', input, { timeoutMs: readTimeoutMs, signal, onStarted })));
  try {
    const toRead = { dataFolder: folder, crops, textReader, signal };
    const texts = await readTexts({ ...toRead, boxes: order.texts });
    const writtenName = await readName(toRead);
    const checked = z.object({ reading: pageReadingSchema, writtenName: writtenTextSchema.nullable() }).safeParse({ reading, writtenName });
    if (!checked.success) return giveUp(`What was read is no reading: ${checked.error.message}`, checked.error);
    return { ...checked.data, size, texts, crops: await Promise.all(crops.map((crop) => sent(folder, crop))) };
  } finally {
    for (const { file } of crops) await rm(path.join(folder, file), { force: true });
  }
}

async function sent(folder: string, { field, kind, file }: Crop): Promise<{ field: string; kind: Crop['kind']; jpeg: string }> {
  return { field, kind, jpeg: await readFile(path.join(folder, file), 'base64') };
}

const isBroken = (error: unknown): boolean => error instanceof ZhiyueError && error.code === 'reader-broken';

const askedOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));

async function termsOf(station: StationClient): Promise<AnswerOf<'getReadingTerms'>> {
  try {
    const terms = await station.request('getReadingTerms', {});
    if (terms.version !== version) throw ZhiyueError.of('option-invalid', [fault('option-version-other', { ours: version, theirs: terms.version })], { about: '--station' });
    return terms;
  } catch (error) {
    throw error instanceof StationError ? refusal(error) : error;
  }
}

function refusal(error: StationError): ZhiyueError {
  const { code, message } = error;
  if (code === 'offline' || code === 'answer-invalid' || error.retry || !isKnown(code)) return unreachable('--station', error);
  return new ZhiyueError(code, message, { cause: error });
}

const isKnown = (code: string): code is ErrorCode => code in errorCodes;
