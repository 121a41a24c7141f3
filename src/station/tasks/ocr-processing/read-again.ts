/** What failed or was cancelled is read again: first the record says so, then it is queued; a crash in between leaves it to the reconciler. */
import { errorCodes } from '../../../contract/errors.ts';
import { notThere } from '../../../contract/not-there.ts';
import { pageExceptions } from '../../reconcile/page-exceptions.ts';
import type { RedisServer } from '../../redis/sidecar.ts';
import { askForSource, findSource, reopenCompleted, type SourceRow } from '../../store/batches.ts';
import { forgetSettledPage, settlePageExceptions } from '../../store/exceptions.ts';
import { askForPage, failedPagesOfSource, findPage, originalPageId, pageFacts, type PageToRead } from '../../store/pages.ts';
import type { Db } from '../../store/database.ts';
import { refusePublished } from '../../store/publications.ts';
import type { Store } from '../../store/store.ts';
import type { Tx } from '../../store/writer.ts';
import { readKey, type Work } from '../../work.ts';
import { followUp } from '../follow-up.ts';
import { taskIdOf } from '../task-id.ts';
import { ocrProcessing } from './definition.ts';

export interface ReadAgainParts { readonly store: Store; readonly work: Pick<Work, 'expand' | 'read'>; readonly redis: Pick<RedisServer, 'healthy'> }

/** Reads a page again, a copy's original in its place; what people corrected on it stays. Returns the key of the task that does it. Throws ZhiyueError not-found. */
export async function retryPage({ store, work, redis }: ReadAgainParts, pageId: string, actor: string): Promise<string> {
  const { page, source } = await store.write((tx) => {
    const original = originalPageId(tx, pageId);
    if (original === null) throw notThere('page', pageId);
    return askAgain(tx, original, actor);
  });
  await followUp(redis, async () => {
    if (source) await work.expand([source]);
    await work.read([page]);
  });
  return readKey(page);
}

/** Whether reading failed through the machine (a crash, a time limit), so that another try may help: never for a bad file, nor what a person cancelled. */
function mayHavePassed(code: string | null): boolean {
  const kind = new Map<string, string>(Object.entries(errorCodes)).get(code ?? '');
  return kind === 'passing' || kind === 'environment';
}

/** The pages of a file, or of what it is a copy of, that the machine failed at are read again: for whoever puts the file in once more. Returns how many. */
export async function retryFailedBySource({ store, work }: Pick<ReadAgainParts, 'store' | 'work'>, sourceIds: readonly string[], actor: string): Promise<number> {
  const toAsk = (db: Db): string[] => [...new Set(sourceIds.flatMap((sourceId) => failedPagesOfSource(db, sourceId)).flatMap(({ pageId, trouble }) => (mayHavePassed(trouble) ? [pageId] : [])))];
  if (toAsk(store.db).length === 0) return 0;
  const asked = await store.write((tx) => toAsk(tx).map((pageId) => askAgain(tx, pageId, actor)));
  await work.expand(asked.flatMap(({ source }) => source ?? []));
  await work.read(asked.map(({ page }) => page));
  return asked.length;
}

interface Asked { readonly page: PageToRead; /** To be looked into again as well, for its pages are not known. */ readonly source: SourceRow | null }

/** Does nothing to a page that waits to be read. */
export function askAgain(tx: Tx, pageId: string, actor: string): Asked {
  const before = pageToRead(tx, pageId);
  if (before.state === 'waiting') return { page: before, source: null };
  refusePublished(tx, before.examId);
  askForPage(tx, pageId);
  const page = pageToRead(tx, pageId);
  const source = findSource(tx, page.sourceId);
  if (source?.givenUp === true) askForSource(tx, source.sourceId);
  reopenCompleted(tx, page.batchId, 'reading', actor);
  const retried = tx.append({ type: 'task.retried', examId: page.examId, correlationId: page.batchId, actor, payload: { task_id: taskIdOf(ocrProcessing, readKey(page)) } });
  // What was wrong with it may be over; if not, it is said again, also to who had settled it.
  forgetSettledPage(tx, pageId);
  const facts = pageFacts(tx, pageId);
  if (facts) settlePageExceptions(tx, { examId: page.examId, correlationId: page.batchId, causationId: retried.event_id }, pageId, pageExceptions(facts, { hasRoster: false, isOnRoster: () => true }));
  return { page, source: source?.givenUp === true ? findSource(tx, source.sourceId) : null };
}

function pageToRead(tx: Tx, pageId: string): PageToRead {
  const page = findPage(tx, pageId);
  if (!page) throw notThere('page', pageId);
  return page;
}
