/** Writing a report, as a task that people look up, cancel and try again. Its key is the report's id. */
import { toPlainError, ZhiyueError } from '../../../contract/errors.ts';
import { findEvents } from '../../store/events.ts';
import { failReport, findReportOrder, orderReport, waitingReports } from '../../store/reports.ts';
import { reportRequest } from '../../work.ts';
import { isEnvironment } from '../ocr-processing/fail-page.ts';
import { noSuchTask, taskIdOf } from '../task-id.ts';
import { type TaskParts, type TaskType, unheardOf } from '../task-type.ts';
import { keptReports, reportGeneration, reportGenerationTask, type ReportInput } from './definition.ts';

export function reportGenerationType({ store, pool, waiting, config }: TaskParts): TaskType<ReportInput> {
  return {
    type: reportGeneration,
    definition: reportGenerationTask({ store, pool, timeoutMs: config.taskTimeoutMs }),
    endsWithMachineTrouble: true,
    correlation: (reportId) => reportId,
    unfinished: () => waitingReports(store.db).map((order) => reportRequest(store.dataFolder, order)),

    recorded(reportId) {
      const order = findReportOrder(store.db, reportId);
      if (order) return { examId: order.examId, state: order.state === 'written' ? 'done' : order.state, error: order.error };
      const written = findEvents(store.db, { correlationId: reportId, type: 'report.written', limit: 1 })[0];
      return written ? { examId: written.exam_id, state: 'done', error: null } : unheardOf;
    },

    async cancel(reportId, actor, { queue }) {
      if (!await queue.find(reportGeneration, reportId)) return;
      await store.write((tx) => {
        tx.append({ type: 'task.cancelled', examId: findReportOrder(tx, reportId)?.examId ?? null, actor, payload: { task_id: taskIdOf(reportGeneration, reportId) } });
        failReport(tx, reportId, 'task-cancelled', keptReports);
      });
      await queue.cancel(reportGeneration, reportId);
      waiting.giveUp(reportId, new ZhiyueError('task-cancelled', 'Somebody cancelled the report.', { about: reportId }));
    },

    async retry(reportId, actor, { queue, work }) {
      const task = taskIdOf(reportGeneration, reportId);
      const order = findReportOrder(store.db, reportId);
      if (order?.state === 'failed') {
        await store.write((tx) => {
          orderReport(tx, order);
          tx.append({ type: 'task.retried', examId: order.examId, actor, payload: { task_id: task } });
        });
      }
      // Into a folder of a person's, only the queue knows what was to be written.
      if (order === null && !await queue.find(reportGeneration, reportId)) throw noSuchTask(task);
      if (order !== null && order.state !== 'written') await work.report([order]);
      return reportId;
    },

    async exhausted(reportId, _input, error) {
      await store.write((tx) => failReport(tx, reportId, toPlainError(error).code, keptReports)).catch((trouble: unknown) => { if (!isEnvironment(trouble)) throw trouble; });
      waiting.giveUp(reportId, error);
    },
  };
}
