/**
 * `station.log` in the data folder: what the station did and what went wrong inside, one JSON object a line, for whoever looks after it.
 * Lines about an event or a task carry its `correlation_id`, by which everything that belongs together is found. No names, answers or secrets.
 */
import { join } from 'node:path';
import { pino } from 'pino';
import type { StoredEvent } from '../../contract/events.ts';
import type { LogLevel } from './levels.ts';
import { boundedFile, type LogFile } from './bounded-file.ts';
import { seldom } from './seldom.ts';
import { secretFields, withoutSecrets } from './redact.ts';

export interface TaskLine { readonly task: string; readonly outcome: string; readonly attempt: number; readonly durationMs: number; readonly correlationId: string | null }

export interface Log {
  /** What went wrong inside and is being tried again. */
  readonly trouble: (text: string) => void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What has happened: whole exams, batches, devices and the LAN as `info`, single pages and sheets as `debug`. */
  event(event: StoredEvent): void;
  /** How an attempt ended: `debug` when it is done, `warn` when it failed or will be tried again. */
  task(line: TaskLine): void;
  /** Whether single pages and tasks that went well are written at all. */
  readonly detailed: boolean;
}

const maxBytes = 5 << 20;
/** Of these there are few, and somebody will ask when they were. */
const notable = /^(exam|batch|roster|watch|device|pairing|lan|work|report)\./;

export function openLog(dataFolder: string, level: LogLevel = 'info', file: LogFile = boundedFile(join(dataFolder, 'station.log'), maxBytes)): Log {
  const log = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: secretFields, censor: '[hidden]' }, formatters: { level: (label) => ({ level: label }) } },
    { write: (line) => file.write(withoutSecrets(line)) },
  );
  return {
    detailed: level === 'debug',
    trouble: seldom((text, times) => (times > 1 ? log.warn({ times }, text) : log.warn(text))),
    info: (message, fields = {}) => log.info(fields, message),
    event({ seq, event_id, type, exam_id, correlation_id, causation_id, actor }) {
      const line = { seq, event_id, exam_id, correlation_id, causation_id, actor };
      if (notable.test(type)) log.info(line, type);
      else log.debug(line, type);
    },
    task({ task, outcome, attempt, durationMs, correlationId }) {
      const line = { task, outcome, attempt, duration_ms: Math.round(durationMs), correlation_id: correlationId };
      if (outcome === 'retried' || outcome === 'failed') log.warn(line, `task ${outcome}`);
      else log.debug(line, `task ${outcome}`);
    },
  };
}
