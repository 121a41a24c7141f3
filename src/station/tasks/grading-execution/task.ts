/** Grading a sheet, as a task that people look up, cancel and try again. Its key: `<exam id>/<candidate number>/<revision of the sheet>`. */
import { refusePublished } from '../../store/publications.ts';
import { findSheet, markSheetFailed, touchSheet, ungradedSheets } from '../../store/sheets.ts';
import { gradeKey, gradeRequest } from '../../work.ts';
import { cancelled } from '../cancelled.ts';
import { numberedKey } from '../numbered-key.ts';
import { followUp } from '../follow-up.ts';
import { noSuchTask, taskIdOf } from '../task-id.ts';
import { type TaskParts, type TaskType, unheardOf } from '../task-type.ts';
import { failGrading, type GradeInput, gradingExecution, gradingExecutionTask } from './definition.ts';

/** Neither exam ids nor candidate numbers have a slash. */
function sheetKey(key: string): { readonly examId: string; readonly candidateNo: string; readonly revision: number } | null {
  const { what, number } = numberedKey(key) ?? {};
  const [examId, candidateNo, ...more] = what?.split('/') ?? [];
  return examId === undefined || candidateNo === undefined || number === undefined || more.length > 0 ? null : { examId, candidateNo, revision: number };
}

export function gradingExecutionType({ store, config }: TaskParts): TaskType<GradeInput> {
  return {
    type: gradingExecution,
    definition: gradingExecutionTask({ store, timeoutMs: config.taskTimeoutMs, concurrency: 16 }),
    names: (key) => sheetKey(key) !== null,
    correlation(key) {
      const about = sheetKey(key);
      return about === null ? null : findSheet(store.db, about.examId, about.candidateNo)?.causeEvent ?? null;
    },
    unfinished: () => ungradedSheets(store.db).map(gradeRequest),

    recorded(key) {
      const about = sheetKey(key);
      const sheet = about === null ? null : findSheet(store.db, about.examId, about.candidateNo);
      if (about === null || !sheet || about.revision > sheet.revision) return unheardOf;
      const { examId, failure } = sheet;
      if (sheet.gradedRevision < about.revision) return { examId, state: 'waiting', error: null };
      return failure !== null && sheet.gradedRevision === about.revision ? { examId, state: 'failed', error: failure } : { examId, state: 'done', error: null };
    },

    async cancel(key, actor, { queue, redis }) {
      const about = sheetKey(key);
      if (about === null) return;
      const { examId, candidateNo, revision } = about;
      await store.write((tx) => {
        const sheet = findSheet(tx, examId, candidateNo);
        if (!sheet || sheet.revision !== revision || sheet.gradedRevision >= revision) return;
        const event = tx.append({ type: 'task.cancelled', examId, actor, payload: { task_id: taskIdOf(gradingExecution, key) } });
        markSheetFailed(tx, sheet, cancelled);
        tx.append({ type: 'grading.failed', examId, causationId: event.event_id, payload: { candidate_no: candidateNo, sheet_revision: revision, code: cancelled } });
      });
      await followUp(redis, () => queue.cancel(gradingExecution, key));
    },

    async retry(key, actor, { redis, work }) {
      const about = sheetKey(key);
      const task = taskIdOf(gradingExecution, key);
      const sheet = about === null ? null : await store.write((tx) => {
        const { examId, candidateNo, revision } = about;
        const failed = findSheet(tx, examId, candidateNo);
        if (!failed || failed.failure === null || failed.gradedRevision !== revision || failed.revision !== revision) return failed;
        refusePublished(tx, examId);
        const retried = tx.append({ type: 'task.retried', examId, actor, payload: { task_id: task } });
        touchSheet(tx, examId, candidateNo, retried.event_id);
        return findSheet(tx, examId, candidateNo);
      });
      if (!sheet) throw noSuchTask(task);
      if (sheet.gradedRevision < sheet.revision) await followUp(redis, () => work.grade([sheet]));
      return gradeKey(sheet);
    },

    exhausted: async (_key, input, error) => failGrading(store, input, error),
  };
}
