/** Pages that other machines read: what they need for it, and what came of it, written as the station's own tasks write it. */
import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { errorCodes, ZhiyueError } from '../../../contract/errors.ts';
import type { Exam } from '../../../exam/exam.ts';
import { cropFile } from '../../store/crop-files.ts';
import type { Db } from '../../store/database.ts';
import { findExam } from '../../store/exams.ts';
import { layoutFileOf } from '../../store/layout-files.ts';
import { pageFile } from '../../store/page-list.ts';
import { findPage, type PageToRead } from '../../store/pages.ts';
import { writeWhole } from '../../store/whole-file.ts';
import { answersOf } from '../../tasks/ocr-processing/answers.ts';
import { pageTimeoutMs } from '../../tasks/ocr-processing/definition.ts';
import { failPageWith } from '../../tasks/ocr-processing/fail-page.ts';
import { recordReading } from '../../tasks/ocr-processing/record-reading.ts';
import { judgeTexts, textBoxesOf } from '../../tasks/ocr-processing/texts.ts';
import { version } from '../../version.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { fileAnswer } from './file-answer.ts';

export type ReadingRoutes = 'getReadingTerms' | 'startReading' | 'getReadingImage' | 'getReadingLayouts' | 'finishReading' | 'failReading';
interface Waiting { readonly page: PageToRead; readonly exam: Exam; readonly layoutFile: string }

export function readingHandlers({ store, config, queue }: Pick<GatewayParts, 'store' | 'config' | 'queue'>): Pick<Handlers, ReadingRoutes> {
  const { db, dataFolder } = store;
  /** Null for a page that waits for nobody any more. */
  const waiting = (pageId: string): Waiting | null => {
    const page = findPage(db, pageId);
    const exam = page?.state === 'waiting' ? findExam(db, page.examId) : null;
    return page && exam ? { page, exam: exam.exam, layoutFile: layoutFileOf(exam.exam.id, exam.layouts) } : null;
  };
  const needed = (pageId: string): Waiting => {
    const found = waiting(pageId);
    if (!found) throw new ZhiyueError('not-found', `The page ${pageId} is not to be read any more.`, { about: pageId });
    return found;
  };

  return {
    async getReadingTerms() {
      return {
        version, queue: `${config.streamPrefix}:tasks`, maxRetries: config.maxRetries, retryDelaysMs: [...config.retryDelaysMs],
        taskTimeoutMs: config.taskTimeoutMs, readTimeoutMs: Math.min(config.taskTimeoutMs, pageTimeoutMs),
      };
    },

    async startReading({ params: { pageId }, body: { attempt }, principal }) {
      const found = waiting(pageId);
      const file = pageFile(db, pageId);
      if (!found || !file) return { next: 'nothing' };
      if (queue.paused) return { next: 'later' };
      const { page, exam, layoutFile } = found;
      const started = await store.write((tx) => tx.append({
        type: 'ocr.started', examId: page.examId, correlationId: page.batchId, causationId: page.receivedEvent, actor: principal.id, payload: { batch_id: page.batchId, page_id: pageId, attempt },
      }));
      return {
        next: 'read', asked: page.asked, startedEvent: started.event_id, image: { sha256: file.sha256, ending: extname(file.file).slice(1) }, pageInFile: page.pageInFile,
        layouts: createHash('sha256').update(layoutFile).digest('hex'), texts: textBoxesOf(exam),
      };
    },

    async getReadingImage({ params: { pageId } }) {
      const { page } = needed(pageId);
      return fileAnswer(join(dataFolder, page.file), 'application/octet-stream', pageId);
    },

    async getReadingLayouts({ params: { pageId } }) {
      return fileAnswer(join(dataFolder, needed(pageId).layoutFile), 'application/json', pageId);
    },

    async finishReading({ params: { pageId }, body, principal }) {
      const found = waiting(pageId);
      if (!found || found.page.asked !== body.asked) return { recorded: false };
      const { page, exam } = found;
      const { reading, writtenName } = body;
      const crops = body.crops.map(({ field, kind }) => ({ field, kind, file: cropFile(pageId, field) }));
      for (const { field, jpeg } of body.crops) await writeWhole(dataFolder, cropFile(pageId, field), Buffer.from(jpeg, 'base64'));
      const answers = answersOf(exam, reading, judgeTexts(exam, body.texts));
      const recorded = await store.write((tx) => {
        // Asked anew, or read by somebody else, while the crops were written.
        const now = findPage(tx, pageId);
        if (now?.state !== 'waiting' || now.asked !== body.asked) return false;
        const causationId = isStart(tx, body.startedEvent, pageId) ? body.startedEvent : page.receivedEvent;
        recordReading(tx, { page, reading, writtenName, answers, crops, size: body.size, durationMs: body.durationMs, causationId, actor: principal.id });
        return true;
      });
      return { recorded };
    },

    async failReading({ params: { pageId }, body: { asked, code, attempts }, principal }) {
      // That its disk is full, say, is nothing about the page: the task is tried again elsewhere.
      if (errorCodes[code] === 'environment' || errorCodes[code] === 'refused') throw new ZhiyueError('request-invalid', `${code} is about the machine, not about the page.`, { about: code });
      const recorded = await store.write((tx) => {
        const page = findPage(tx, pageId);
        if (page?.state !== 'waiting' || page.asked !== asked) return false;
        failPageWith(tx, pageId, code, attempts, principal.id);
        return true;
      });
      return { recorded };
    },
  };
}

/** Whether the event is the beginning of a reading of this page. */
function isStart(db: Db, eventId: string, pageId: string): boolean {
  return db.get(z.object({ n: z.int() }), "SELECT count(*) AS n FROM all_events WHERE event_id = ? AND type = 'ocr.started' AND payload ->> 'page_id' = ?", eventId, pageId)?.n === 1;
}
