/** All tasks, and what happens when one will not be tried again. */
import { z } from 'zod';
import { toPlainError } from '../../contract/errors.ts';
import type { StationConfig } from '../config.ts';
import type { Pool } from '../pool/pool.ts';
import type { QueueOptions, TaskDefinition } from '../queue/queue.ts';
import { failReport } from '../store/reports.ts';
import type { Store } from '../store/store.ts';
import type { TextReader } from '../text/text-reader.ts';
import { inTaskSpan } from '../trace/spans.ts';
import type { Waiting } from '../waiting.ts';
import { batchProcessing, batchProcessingTask, failSource } from './batch-processing/definition.ts';
import { correlationOf } from './correlation.ts';
import { failGrading, gradingExecution, gradingExecutionTask } from './grading-execution/definition.ts';
import { ocrProcessing, ocrProcessingTask } from './ocr-processing/definition.ts';
import { failPage, isEnvironment } from './ocr-processing/fail-page.ts';
import { keptReports, reportGeneration, reportGenerationTask } from './report-generation/definition.ts';

/** Of decoding and reading one page. */
export const readTimeoutMs = 60_000;

export interface TaskParts {
  readonly store: Store;
  readonly pool: Pool;
  readonly textReader: () => Promise<TextReader>;
  readonly waiting: Waiting;
  readonly config: StationConfig;
}

export interface Tasks { readonly definitions: QueueOptions['definitions']; readonly exhausted: QueueOptions['onExhausted'] }

const about = { source: z.object({ sourceId: z.string() }), page: z.object({ pageId: z.string() }), sheet: z.object({ examId: z.string(), candidateNo: z.string() }) };

export function taskDefinitions({ store, pool, textReader, waiting, config }: TaskParts): Tasks {
  const timeoutMs = config.taskTimeoutMs;
  const attempts = config.maxRetries + 1;
  // Enough tasks at once that no thread waits for the record while another page could be read.
  const concurrency = config.workers * 2;
  const tasks: readonly TaskDefinition<unknown>[] = [
    batchProcessingTask({ store, pool, timeoutMs: Math.min(timeoutMs, readTimeoutMs), concurrency }),
    ocrProcessingTask({ store, pool, textReader, readTimeoutMs: Math.min(timeoutMs, readTimeoutMs), timeoutMs, concurrency }),
    gradingExecutionTask({ store, timeoutMs, concurrency: 16 }),
    reportGenerationTask({ store, pool, timeoutMs }),
  ];
  return {
    definitions: tasks.map((task) => traced(tellingOfFaults(task, waiting), store)),
    async exhausted(type, key, input, error) {
      // No page is to blame for a full disk: the task stays, and is tried again later.
      if (isEnvironment(error) && type !== reportGeneration) {
        waiting.fault(error);
        throw error;
      }
      if (type === batchProcessing) await failSource(store, about.source.parse(input).sourceId, error, attempts);
      if (type === ocrProcessing) await store.write((tx) => failPage(tx, about.page.parse(input).pageId, error, attempts));
      if (type === gradingExecution) await failGrading(store, about.sheet.parse(input), error);
      if (type === reportGeneration) {
        await store.write((tx) => failReport(tx, key, toPlainError(error).code, keptReports)).catch((trouble: unknown) => { if (!isEnvironment(trouble)) throw trouble; });
        waiting.giveUp(key, error);
      }
    },
  };
}

function traced(task: TaskDefinition<unknown>, { db }: Store): TaskDefinition<unknown> {
  const { type } = task;
  return { ...task, run: (input, context) => inTaskSpan({ type, key: context.taskId, attempt: context.attempt, correlationId: correlationOf(db, type, context.taskId) }, () => task.run(input, context)) };
}

/** Whoever waits for a batch hears of a full disk at the first task that meets it, not after all retries. */
function tellingOfFaults(task: TaskDefinition<unknown>, waiting: Waiting): TaskDefinition<unknown> {
  return {
    ...task,
    async run(input, context) {
      try {
        await task.run(input, context);
      } catch (error) {
        if (isEnvironment(error)) waiting.fault(error);
        throw error;
      }
    },
  };
}
