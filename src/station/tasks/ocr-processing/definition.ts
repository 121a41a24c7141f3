/** The task that reads a page: marks and codes in the pool, text boxes through the text reader, and the result into the record with its event. */
import { z } from 'zod';
import type { Pool } from '../../pool/pool.ts';
import type { TaskDefinition } from '../../queue/task.ts';
import { findExam } from '../../store/exams.ts';
import { layoutFileOf } from '../../store/layout-files.ts';
import { findPage } from '../../store/pages.ts';
import type { Store } from '../../store/store.ts';
import type { TextReader } from '../../text/text-reader.ts';
import { answersOf } from './answers.ts';
import { failPage, failsAtOnce } from './fail-page.ts';
import { type ReadPageInput, readPageResultSchema } from './read-page-result.ts';
import { recordReading } from './record-reading.ts';
import { judgeTexts, readName, readTexts, textBoxesWithKey } from './texts.ts';

const inputSchema = z.strictObject({ pageId: z.string() });
export type ReadInput = z.infer<typeof inputSchema>;
export const ocrProcessing = 'ocr_processing';

/** Of decoding and reading one page, and of looking into a file. */
export const pageTimeoutMs = 60_000;

export interface OcrProcessingParts {
  readonly store: Store;
  readonly pool: Pool;
  readonly textReader: () => Promise<TextReader>;
  /** Of decoding and reading one page. */
  readonly readTimeoutMs: number;
  readonly timeoutMs: number;
  readonly concurrency: number;
}

export function ocrProcessingTask({ store, pool, textReader, readTimeoutMs, timeoutMs, concurrency }: OcrProcessingParts): TaskDefinition<ReadInput> {
  return {
    type: ocrProcessing, input: inputSchema, priority: 'normal', concurrency, timeoutMs,
    async run({ pageId }, { attempt, signal, inLine }) {
      const page = findPage(store.db, pageId);
      const exam = page?.state === 'waiting' ? findExam(store.db, page.examId) : null;
      if (!page || !exam) return;
      const begun = performance.now();
      const started = store.write((tx) => tx.append({
        type: 'ocr.started', examId: page.examId, correlationId: page.batchId, causationId: page.receivedEvent, payload: { batch_id: page.batchId, page_id: pageId, attempt },
      }));
      try {
        const input: ReadPageInput = { dataFolder: store.dataFolder, file: page.file, pageInFile: page.pageInFile, pageId, layoutFile: layoutFileOf(exam.exam.id, exam.layouts) };
        const [result, { event_id: causationId }] = await Promise.all([inLine((onStarted) => pool.run('read-page', input, { timeoutMs: readTimeoutMs, signal, onStarted })), started]);
        const { reading, crops, size } = readPageResultSchema.parse(result);
        const toRead = { dataFolder: store.dataFolder, crops, textReader, signal };
        const texts = await readTexts({ ...toRead, boxes: textBoxesWithKey(exam.exam) });
        const writtenName = await readName(toRead);
        const answers = answersOf(exam.exam, reading, judgeTexts(exam.exam, texts));
        await store.write((tx) => recordReading(tx, { page, reading, writtenName, answers, crops, size, durationMs: performance.now() - begun, causationId }));
      } catch (error) {
        if (!failsAtOnce(error)) throw error;
        await store.write((tx) => failPage(tx, pageId, error, attempt));
      }
    },
  };
}
