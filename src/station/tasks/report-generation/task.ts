/** Writing a report, as a task that people look up, cancel and try again. Its key is the report's id. */
import { toPlainError, ZhiyueError } from '../../../contract/errors.ts';
import { findEvents } from '../../store/events.ts';
import { awaitedAs, failReport, findReportOrder, orderReport, waitingReports } from '../../store/reports.ts';
import { reportRequest } from '../../work.ts';
import { isEnvironment } from '../ocr-processing/fail-page.ts';
import { followUp } from '../follow-up.ts';
import { noSuchTask, taskIdOf } from '../task-id.ts';
import { type TaskParts, type TaskType, unheardOf } from '../task-type.ts';
import { keptReports, reportGeneration, reportGenerationTask, type ReportInput } from './definition.ts';

export function reportGenerationType({ store, pool, waiting, config }: TaskParts): TaskType<ReportInput> {
  return {
    type: reportGeneration,
    definition: reportGenerationTask({ store, pool, timeoutMs: config.taskTimeoutMs }),
    endsWithMachineTrouble: true,
    correlation: (reportId) => reportId,
    unfinished: () => waitingReports(store.db).map(reportRequest),

    recorded(reportId) {
      const order = findReportOrder(store.db, reportId);
      if (order) return { examId: order.examId, state: order.state === 'written' ? 'done' : order.state, error: order.error };
      const written = findEvents(store.db, { correlationId: reportId, type: 'report.written', limit: 1 })[0];
      return written ? { examId: written.exam_id, state: 'done', error: null } : unheardOf;
    },

    async cancel(reportId, actor, { queue, redis }) {
      const given = await store.write((tx) => {
        const order = findReportOrder(tx, reportId);
        if (order?.state !== 'waiting') return null;
        tx.append({ type: 'task.cancelled', examId: order.examId, actor, payload: { task_id: taskIdOf(reportGeneration, reportId) } });
        failReport(tx, reportId, 'task-cancelled', keptReports);
        return order;
      });
      await followUp(redis, () => queue.cancel(reportGeneration, reportId));
      if (given) waiting.giveUp(awaitedAs(given), new ZhiyueError('task-cancelled', 'Somebody cancelled the report.', { about: reportId }));
    },

    async retry(reportId, actor, { redis, work }) {
      const task = taskIdOf(reportGeneration, reportId);
      const order = findReportOrder(store.db, reportId);
      if (order?.state === 'failed') {
        await store.write((tx) => {
          orderReport(tx, order);
          tx.append({ type: 'task.retried', examId: order.examId, actor, payload: { task_id: task } });
        });
      }
      if (order === null) throw noSuchTask(task);
      if (order.state !== 'written') await followUp(redis, () => work.report([order]));
      return reportId;
    },

    async exhausted(reportId, _input, error) {
      const order = findReportOrder(store.db, reportId);
      await store.write((tx) => failReport(tx, reportId, toPlainError(error).code, keptReports)).catch((trouble: unknown) => { if (!isEnvironment(trouble)) throw trouble; });
      waiting.giveUp(order === null ? reportId : awaitedAs(order), error);
    },
  };
}
