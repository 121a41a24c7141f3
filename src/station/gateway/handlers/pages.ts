/** Pages: what was read off them, how they look, and a person's word on what stands there. */
import { extname, join } from 'node:path';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { PageDetail } from '../../../contract/routes/pages.ts';
import { notThere } from '../../../contract/not-there.ts';
import { pageSizeSchema } from '../../images/page-size.ts';
import { overlayOf } from '../../images/overlay.ts';
import { pagePictures } from '../../images/page-pictures.ts';
import { correctItem } from '../../review.ts';
import { findExam } from '../../store/exams.ts';
import { findCrop, findListedPage, listPages, pageFile } from '../../store/page-list.ts';
import { latestReading, originalPageId, pageFacts, type StoredReading } from '../../store/pages.ts';
import { ocrProcessing } from '../../tasks/ocr-processing/definition.ts';
import { retryPage } from '../../tasks/ocr-processing/read-again.ts';
import { taskIdOf } from '../../tasks/task-id.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { fileAnswer } from './file-answer.ts';
import { onePage } from './paging.ts';
import { readingHandlers, type ReadingRoutes } from './reading.ts';

type PageRoutes = 'listPages' | 'getPage' | 'getPageImage' | 'getCrop' | 'retryPage' | 'correctItem';

/** What browsers show as it is; a WebP can have several pages, which they would play. */
const shownAsIs: ReadonlyMap<string, string> = new Map([['.jpg', 'image/jpeg'], ['.png', 'image/png']]);
const measureTimeoutMs = 30_000;

export function pageHandlers(parts: GatewayParts): Pick<Handlers, PageRoutes | ReadingRoutes> {
  const { store, pool } = parts;
  const { db, dataFolder } = store;
  const pictures = pagePictures({ dataFolder, pool });

  /** Pixels of the image as served, and of the image that was read. */
  const sizesOf = async (reading: StoredReading, { file, pageInFile }: { readonly file: string; readonly pageInFile: number }, signal: AbortSignal) => {
    const { width, height, sourceWidth, sourceHeight } = reading.size ?? pageSizeSchema.parse(await pool.run('measure-page', { path: join(dataFolder, file), page: pageInFile }, { timeoutMs: measureTimeoutMs, signal, line: 'asked' }));
    const served = shownAsIs.has(extname(file)) ? { width: sourceWidth, height: sourceHeight } : { width, height };
    return { served, scale: { x: served.width / width, y: served.height / height } };
  };

  return {
    ...readingHandlers(parts),

    async listPages({ params: { examId }, query: { limit, ...query } }) {
      if (!findExam(db, examId)) throw notThere('exam', examId);
      const { rows, next } = onePage(listPages(db, { examId, ...query, limit: limit + 1 }), limit, (page) => page.pageId);
      return { pages: [...rows], next };
    },

    async getPage({ params: { pageId }, signal }): Promise<PageDetail> {
      const summary = findListedPage(db, pageId);
      const facts = pageFacts(db, originalPageId(db, pageId) ?? pageId);
      const file = pageFile(db, pageId);
      if (!summary || !facts || !file) throw missing(pageId);
      const { trouble, pageNumber, candidateNo } = summary;
      const reading = latestReading(db, facts.pageId);
      const answers = (facts.answers ?? []).map(({ no, value, confidence, doubt }) => ({ no, value, confidence, doubt, corrected: facts.corrections[no] ?? null }));
      const shown = { ...summary, trouble, pageNumber, candidateNo, answers, candidate: facts.readCandidate };
      if (!reading) return { ...shown, width: null, height: null, quality: null, overlay: [] };
      const { served, scale } = await sizesOf(reading, file, signal);
      const layout = findExam(db, facts.examId)?.layouts.find((one) => one.version === facts.layoutVersion);
      const layoutPage = layout?.pages.find((one) => one.page === facts.pageNumber) ?? null;
      return { ...shown, ...served, quality: { ...reading.quality }, overlay: overlayOf({ reading, layoutPage, answers: facts.answers ?? [], scale }) };
    },

    async getPageImage({ params: { pageId }, query: { width }, signal }) {
      const page = pageFile(db, pageId);
      if (!page) throw missing(pageId);
      const { file, sha256, pageInFile } = page;
      const mediaType = shownAsIs.get(extname(file));
      if (mediaType !== undefined && width === undefined) return fileAnswer(join(dataFolder, file), mediaType, sha256);
      const path = await pictures.find({ sha256, file, page: pageInFile, width: width ?? null }, signal);
      return fileAnswer(path, 'image/jpeg', `${sha256}-${pageInFile}-${width ?? 'full'}`);
    },

    async getCrop({ params: { pageId, field } }) {
      const original = originalPageId(db, pageId);
      if (original === null) throw missing(pageId);
      const crop = findCrop(db, original, field === 'page' ? '' : field);
      if (!crop) throw new ZhiyueError('not-found', `There is no crop of ${field} on page ${pageId}.`, { about: field });
      return fileAnswer(join(dataFolder, crop.file), 'image/jpeg', `${original}-${encodeURIComponent(field)}-${crop.revision}`);
    },

    async retryPage({ params: { pageId }, principal }) {
      return { taskId: taskIdOf(ocrProcessing, await retryPage(parts, pageId, principal.id)) };
    },

    async correctItem({ params: { pageId, field }, body: { value }, principal }) {
      await correctItem(store, originalPageId(db, pageId) ?? pageId, field, value, principal.id);
    },
  };
}

function missing(pageId: string): ZhiyueError {
  return notThere('page', pageId);
}
