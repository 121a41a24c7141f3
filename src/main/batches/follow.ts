/** Which exams have scans under way, and how far they are; from the record at first, then from the station's events. */
import { localOperator } from '../../contract/access.ts';
import { routes } from '../../contract/routes.ts';
import type { Progress, Station } from '../../station/station-api.ts';
import { type Signs, signsOf } from './signs.ts';

export interface BatchListener {
  signs(signs: Signs): void;
  /** An exam has no scans under way any more. */
  done(exam: { readonly title: string; readonly progress: Progress }): void;
}

const lookEveryMs = 60_000;

type Followed = Pick<Station, 'progress' | 'onProgress' | 'followEvents' | 'gateway'>;

/** Tells until it is disposed. */
export async function followBatches(station: Followed, listener: BatchListener): Promise<Disposable> {
  const work = new Map<string, { progress: Progress; stalled: boolean; readonly stop: () => void }>();
  const tell = (): void => listener.signs(signsOf([...work.values()].map(({ progress, stalled }) => ({ ...progress, stalled }))));

  function watch(examId: string): void {
    if (work.has(examId)) return;
    const each = { progress: station.progress(examId), stalled: false, stop: station.onProgress(examId, (progress) => {
      each.progress = progress;
      each.stalled = false;
      tell();
    }) };
    work.set(examId, each);
  }
  function leave(examId: string): void {
    work.get(examId)?.stop();
    work.delete(examId);
  }
  async function ended(examId: string): Promise<void> {
    const progress = station.progress(examId);
    if (!progress.completed || !work.has(examId)) return;
    leave(examId);
    const title = (await examsOf(station)).find(({ id }) => id === examId)?.title ?? examId;
    listener.done({ title, progress });
  }

  // Of a sending that broke off no event tells: it shows when somebody looks.
  const looking = setInterval(() => void look().catch(() => {}), lookEveryMs);
  async function look(): Promise<void> {
    for (const [examId, each] of work) each.stalled = await isStalled(station, examId);
    if (work.size > 0) tell();
  }

  const stop = station.followEvents(({ type, exam_id: examId }) => {
    if (examId === null) return;
    if (type === 'batch.started') watch(examId);
    else if (type === 'exam.deleted') leave(examId);
    else if (type === 'batch.completed') void ended(examId).catch(() => {});
    else return;
    tell();
  });
  for (const { id, progress } of await examsOf(station)) if (!progress.completed) watch(id);
  tell();
  return {
    [Symbol.dispose]() {
      clearInterval(looking);
      stop();
      for (const examId of work.keys()) leave(examId);
    },
  };
}

/** Whether every batch that is open waits for files of which nothing has come for a while, and what came is read. */
async function isStalled({ gateway }: Pick<Station, 'gateway'>, examId: string): Promise<boolean> {
  const answer = await gateway?.inject({ name: 'listBatches', principal: localOperator, params: { examId } });
  const open = routes.listBatches.answer.parse(answer?.body).batches.filter(({ state, sendings }) => state !== 'completed' || sendings.length > 0);
  return open.length > 0 && open.every(({ sendings, progress: { pages, read, failed } }) => sendings.length > 0 && sendings.every(({ interrupted }) => interrupted) && read + failed >= pages);
}

async function examsOf({ gateway }: Pick<Station, 'gateway'>) {
  const answer = await gateway?.inject({ name: 'listExams', principal: localOperator });
  return routes.listExams.answer.parse(answer?.body).exams;
}
